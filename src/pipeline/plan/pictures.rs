//! Pictures and charts: fonts and colours, and whether there is what they show.

use super::layers::read_table;
use super::{Builder, PlannedLayer, PlannedZoneSet, RasterPlan};
use crate::error::{Error, Result, nearest};
use crate::land::ClassScheme;
use crate::pipeline::file::ChartEntry;
use crate::pipeline::pictures::{PicturesEntry, PlannedPictures};
use crate::report::{Fonts, Palette, has_chinese};
use crate::terms::Language;

impl Builder<'_> {
    pub(super) fn plan_pictures(
        &mut self,
        zone_sets: &[PlannedZoneSet],
        rasters: Option<&RasterPlan>,
    ) -> Option<PlannedPictures> {
        let outputs = &self.file.outputs;
        if outputs.pictures.is_none() && outputs.charts.is_empty() {
            return None;
        }
        self.check_charts();
        let entry = outputs.pictures.clone().unwrap_or_else(PicturesEntry::of_charts);
        for name in self.file.zones.keys() {
            self.check_file_name(&["zones", name], name);
        }
        let language = entry.language.unwrap_or(outputs.language);
        let keys = |key| ["outputs", "pictures", key];
        let names = zone_sets.iter().flat_map(|set| set.zones.iter().map(|zone| zone.name.as_str()));
        let mut texts = names.chain([self.file.title.as_str(), self.file.title_zh.as_str(), self.file.name.as_str()]);
        let chinese = language == Language::Chinese || texts.any(has_chinese);
        let font = entry.font.as_ref().map(|path| self.path(path));
        let fonts = self.keep(&keys("font"), Fonts::find(font.as_deref(), chinese));
        self.check_margin(&entry);
        let palette = self.palette(&entry, rasters);
        let palette = self.keep(&keys("palette"), palette);
        let account = self.file.title_in(language).to_owned();
        let charts = outputs.charts.clone();
        Some(PlannedPictures { entry, language, charts, account, fonts: fonts?, palette: palette? })
    }

    /// What is printed below maps as it was given must say something, and days are written one way.
    fn check_margin(&mut self, entry: &PicturesEntry) {
        if entry.approval_number.as_ref().is_some_and(|number| number.trim().is_empty()) {
            let problem = Error::data("the approval number of maps is empty").hint("give the number, or drop the key");
            self.problem(&["outputs", "pictures", "approval_number"], &problem);
        }
        if let Some(day) = entry.drawn.as_ref().filter(|day| !is_day(day)) {
            let problem = Error::data(format!("`{day}` is no day")).hint("write it as in `drawn = \"2024-05-31\"`");
            self.problem(&["outputs", "pictures", "drawn"], &problem);
        }
    }

    fn palette(&self, entry: &PicturesEntry, rasters: Option<&RasterPlan>) -> Result<Palette> {
        let Some(path) = &entry.palette else { return Ok(Palette::default()) };
        let path = self.path(path);
        let palette = Palette::from_csv(&path.display().to_string(), &read_table(&path)?)?;
        let schemes = rasters.into_iter().flat_map(RasterPlan::class_layers).filter_map(PlannedLayer::scheme);
        let known: Vec<&str> = schemes.flat_map(ClassScheme::classes).map(|class| class.id.as_str()).collect();
        // Without rasters there is nothing to be coloured, and with a problem of theirs nothing is known.
        if let Some(unknown) = palette.classes().find(|class| !known.is_empty() && !known.contains(class)) {
            let problem =
                Error::data(format!("`{}` gives a colour to `{unknown}`, which no layer has", path.display()));
            return Err(match nearest(unknown, known) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem,
            });
        }
        Ok(palette)
    }

    fn check_charts(&mut self) {
        let file = self.file;
        let carbon = file.methods.carbon_density.as_ref().map_or(0, |carbon| carbon.layers.len());
        let land = file.methods.land_area.as_ref().map_or(0, |land| land.layers.len());
        let accounted = file.forest.is_some() || file.coast.is_some();
        for (index, chart) in file.outputs.charts.iter().enumerate() {
            let missing = match chart {
                ChartEntry::Targets | ChartEntry::Sensitivity if file.targets.is_empty() => "`[targets]`",
                ChartEntry::StockChange if carbon < 2 => "`[methods.carbon_density]` with two dates or more",
                ChartEntry::CarbonPools if carbon < 1 && !accounted => {
                    "`[methods.carbon_density]`, `[forest]` or `[coast]`"
                }
                ChartEntry::LandTransitions if land < 2 => "`[methods.land_area]` with two dates or more",
                _ => continue,
            };
            let index = index.to_string();
            self.problem(&["outputs", "charts", &index], &Error::data(format!("this chart needs {missing}")));
        }
    }
}

/// Whether a text is a day of the calendar as `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.iter().map(|part| part.len()).ne([4, 2, 2]) || !parts.iter().all(is_number) {
        return false;
    }
    let [year, month, day] = [0, 1, 2].map(|part| parts[part].parse::<u32>().unwrap_or(0));
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(is_leap),
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::is_day;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert!(is_day("2024-02-29") && is_day("2022-12-31"));
        assert!(
            ["2023-02-29", "2024-13-01", "2024-5-31", "31.05.2024", "2024-04-00", ""].iter().all(|day| !is_day(day))
        );
    }
}
