//! Targets for the terminal: a table, a bar each, and what stands behind the figures.

use std::fmt::Write as _;

use super::summary::{grouped, pad, width};
use crate::accounts::{CoverRateExplanation, ProjectionBasis, TargetOutcome};

/// The width of a bar in characters.
const BAR: usize = 40;

/// A unit to show values in: large volumes and masses in millions.
pub(super) struct Scale {
    pub(super) unit: String,
    pub(super) factor: f64,
    digits: usize,
}

impl Scale {
    pub(super) fn of(unit: &str, largest: f64) -> Self {
        let millions = largest.abs() >= 1e6;
        match unit {
            "m³" | "t C" if millions => Self { unit: format!("M{unit}"), factor: 1e-6, digits: 3 },
            "%" => Self { unit: unit.to_owned(), factor: 1.0, digits: 2 },
            "ha" | "m³" | "t C" => Self { unit: unit.to_owned(), factor: 1.0, digits: 0 },
            unit => Self { unit: unit.to_owned(), factor: 1.0, digits: 3 },
        }
    }

    fn show(&self, value: f64) -> String {
        grouped(value * self.factor, self.digits)
    }
}

/// Everything that is found about targets and cover rates, as text.
#[must_use]
pub fn targets_text(targets: &[TargetOutcome], changes: &[CoverRateExplanation]) -> String {
    let mut text = String::new();
    if !targets.is_empty() {
        text += &table(targets);
        text.push('\n');
        text += &bars(targets);
        text.push('\n');
    }
    let details = targets.iter().map(details).chain(changes.iter().map(explanation));
    text + &details.collect::<String>()
}

fn scale(target: &TargetOutcome) -> Scale {
    Scale::of(&target.unit, target.target.value.max(target.start.value))
}

pub(super) fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0))
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, widest))| match column {
            0 => pad(cell, *widest),
            _ => format!("{}{cell}", " ".repeat(widest - width(cell))),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

fn table(targets: &[TargetOutcome]) -> String {
    let head = [
        "target",
        "year",
        "wanted",
        "start",
        "from",
        "gap",
        "needed/yr",
        "%/yr",
        "achieved/yr",
        "projected",
        "probability",
        "light",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for target in targets {
        let scale = scale(target);
        let unknown = || "unknown".to_owned();
        rows.push(vec![
            target.name.clone(),
            target.target.year.to_string(),
            format!("{} {}", scale.show(target.target.value), scale.unit),
            scale.show(target.start.value),
            target.start.year.to_string(),
            scale.show(target.gap),
            scale.show(target.needed.per_year),
            target.needed.percent_per_year.map_or_else(unknown, |rate| grouped(rate, 2)),
            target.achieved.as_ref().map_or_else(unknown, |achieved| scale.show(achieved.rate.per_year)),
            target.projection.as_ref().map_or_else(unknown, |projection| scale.show(projection.value)),
            target.probability.map_or_else(unknown, |probability| format!("{} %", percent(probability))),
            target.status.name().to_owned(),
        ]);
    }
    aligned(&rows)
}

/// A probability in whole percent; never nothing or all.
pub(super) fn percent(probability: f64) -> String {
    match probability * 100.0 {
        below if below < 1.0 => "< 1".to_owned(),
        above if above > 99.0 => "> 99".to_owned(),
        between => grouped(between, 0),
    }
}

/// `█` is there at the start, `▒` is projected, `·` is missing; `│` stands at the target.
fn bars(targets: &[TargetOutcome]) -> String {
    let name_width = targets.iter().map(|target| width(&target.name)).max().unwrap_or(0);
    let mut text = String::new();
    for target in targets {
        let projected = target.projection.as_ref().map_or(target.start.value, |projection| projection.value);
        let most = target.target.value.max(projected).max(target.start.value);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the bar's width")]
        let at = |value: f64| (value.max(0.0) / most * BAR as f64).round() as usize;
        let (start, projection, goal) = (at(target.start.value), at(projected), at(target.target.value));
        let mut bar = String::new();
        for column in 0..=BAR {
            if column == goal {
                bar.push('│');
            }
            match column {
                BAR => {}
                column if column < start => bar.push('█'),
                column if column < projection => bar.push('▒'),
                column if column < goal => bar.push('·'),
                _ => bar.push(' '),
            }
        }
        let share = grouped(target.start.value / target.target.value * 100.0, 1);
        writeln!(
            text,
            "{} {} {share} % of the target in {}",
            pad(&target.name, name_width),
            pad(&bar, BAR + 1),
            target.start.year
        )
        .expect("writing to a string succeeds");
    }
    text
}

fn details(target: &TargetOutcome) -> String {
    let scale = scale(target);
    let mut lines = Vec::new();
    let show = |value| format!("{} {}", scale.show(value), scale.unit);
    if target.start_is != "observed" {
        lines.push(format!("starts from target `{}`", target.start_is));
    }
    if let Some(denominator) = &target.denominator {
        lines.push(format!(
            "denominator: {} ha of {}, {}",
            grouped(denominator.area_ha, 0),
            denominator.year,
            denominator.source
        ));
    }
    if let (Some(gap), Some(rate)) = (target.gap_ha, target.needed_ha_per_year) {
        lines.push(format!("needs {} ha more forest, {} ha a year", grouped(gap, 0), grouped(rate, 0)));
    }
    for other in &target.alternatives {
        lines.push(format!(
            "if category `{}` is meant, {}, the gap is {}",
            other.category,
            show(other.value),
            show(other.gap)
        ));
    }
    if let Some(projection) = &target.projection {
        let interval = projection
            .interval
            .map(|[low, high]| format!(" (95 %: {} to {})", scale.show(low), scale.show(high)))
            .unwrap_or_default();
        let basis = match projection.basis {
            ProjectionBasis::RecentRate => "at the recent rate".to_owned(),
            ProjectionBasis::Assumptions => {
                let assumed = target.assumptions.iter().map(|one| format!("{} {}", one.name(), one.value));
                format!("assuming {}", assumed.collect::<Vec<_>>().join(", "))
            }
        };
        lines.push(format!("projection: {}{interval} in {}, {basis}", show(projection.value), target.target.year));
        lines.push(match projection.years_to_target {
            Some(0) => "reached at the start".to_owned(),
            Some(1) => format!("reached after a year, in {}", target.start.year + 1),
            Some(years) => format!("reached after {years} years, in {}", target.start.year + years.cast_signed()),
            None => format!("not reached within {} years", projection.horizon),
        });
    }
    for one in &target.sensitivity {
        let [low, high] = one.limits;
        lines.push(format!(
            "{} from {low} to {high}: {} {}",
            one.assumption,
            scale.show(one.projections[1] - one.projections[0]),
            scale.unit
        ));
    }
    lines.push(format!("{}: {}", target.status.name(), target.status_rule));
    lines.extend(target.notes.iter().cloned());
    if !target.contributions.is_empty() {
        let parts = target.contributions.iter().map(|part| {
            let change = part
                .change_share_percent
                .map(|share| format!(", {} % of the change", grouped(share, 1)))
                .unwrap_or_default();
            format!("{} {} %{change}", part.zone.zone_name, grouped(part.share_percent, 1))
        });
        lines.push(format!("contributions: {}", parts.collect::<Vec<_>>().join("; ")));
    }
    let basis = if target.basis.is_empty() { String::new() } else { format!(", definition {}", target.basis) };
    let head = format!("{}: {} of {}, {}{basis}", target.name, target.category, target.quantity, target.zone.zone_name);
    lines.iter().fold(head + "\n", |text, line| text + "  " + line + "\n")
}

fn explanation(change: &CoverRateExplanation) -> String {
    let [first, second] = &change.rates;
    let mut text = format!(
        "{}: cover rate of {}, {} % in {}, {} % in {}: {} points\n",
        change.name,
        change.zone.zone_name,
        grouped(first.rate_percent, 2),
        first.year,
        grouped(second.rate_percent, 2),
        second.year,
        grouped(change.change, 2)
    );
    let forest =
        if change.definition.is_some() || change.forest.is_none() { "forest" } else { "forest and definition" };
    let mut parts = vec![(forest, change.forest), ("denominator", change.denominator)];
    if forest == "forest" {
        parts.push(("definition", change.definition));
    }
    let rows: Vec<Vec<String>> = parts
        .into_iter()
        .map(|(name, part)| {
            vec![format!("  {name}"), part.map_or("unknown".to_owned(), |part| format!("{} points", grouped(part, 2)))]
        })
        .collect();
    text += &aligned(&rows);
    change.assumptions.iter().chain(&change.unknown).fold(text, |text, line| text + "  " + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_never_shown_as_nothing_or_all() {
        assert_eq!([0.001, 0.334, 0.999].map(percent), ["< 1", "33", "> 99"]);
    }

    #[test]
    fn large_volumes_are_shown_in_millions_and_rates_with_two_digits() {
        let show = |unit, value| {
            let scale = Scale::of(unit, value);
            format!("{} {}", scale.show(value), scale.unit)
        };
        assert_eq!(show("m³", 25_207_200.0), "25.207 Mm³");
        assert_eq!(show("m³", 187_757.5), "187,758 m³");
        assert_eq!(show("%", 44.669_99), "44.67 %");
    }
}
