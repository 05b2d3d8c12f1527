//! Tables filled with account rows: looked up, summed where a total is no row, rounded so that parts add up.

use std::collections::{BTreeMap, BTreeSet};

use super::description::{Description, Dimension, Extent, Figure, is_all};
use super::label::{Label, Names};
use super::rounding::{Place, add_up};
use super::table::{Cell, Column, Line, Notes, Table};
use super::unit::ShownUnit;
use crate::accounts::AccountRow;
use crate::land::CarbonPool;
use crate::land::forest::AgeGroup;
use crate::terms::Language;

/// How numbers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// In the units of accounts, to two decimals of a hectare, as official tables.
    Full,
    /// Large amounts in 万, in English in thousands, as reports.
    Summary(Language),
}

/// What lies outside all zones is no part of their total.
pub(super) const OUTSIDE: &str = "(outside)";

/// The coordinates that occur along each dimension, in their order.
struct Axis {
    dimension: Dimension,
    values: Vec<String>,
    labels: Vec<Label>,
    total: Label,
}

/// The cells of one figure.
struct Sheet<'a> {
    figure: &'a Figure,
    unit: ShownUnit,
    cells: BTreeMap<Place, Cell>,
}

/// The rows of a zone set that tables are made of: where sub-compartments are accounted, those of rasters of the same forest are
/// a second source, which a table of its own compares.
pub(super) fn first_sources<'a>(rows: &'a [AccountRow], zone_set: &str) -> Vec<&'a AccountRow> {
    let of_set = || rows.iter().filter(|row| row.zone_set == zone_set);
    let has_inventory = of_set().any(|row| row.method.starts_with("inventory `"));
    of_set().filter(|row| !(has_inventory && row.method.starts_with("rasters `"))).collect()
}

/// The table of a zone set; none if the account has no row of it.
pub(super) fn fill(
    description: &Description,
    zone_set: &str,
    rows: &[&AccountRow],
    names: &Names,
    style: Style,
) -> Option<Table> {
    let dimensions: Vec<Dimension> = description.rows.iter().copied().chain(description.across).collect();
    let matching: Vec<Vec<&AccountRow>> = description
        .figures
        .iter()
        .map(|figure| {
            description.extent.of(rows.iter().copied().filter(|row| figure.is_of(row, &dimensions)).collect())
        })
        .collect();
    let mut axes: Vec<Axis> =
        dimensions.iter().map(|dimension| Axis::of(*dimension, matching.iter().flatten().copied(), names)).collect();
    let mut notes = Notes::default();
    let mut sheets = Vec::new();
    for (figure, rows) in description.figures.iter().zip(&matching).filter(|(_, rows)| !rows.is_empty()) {
        let exact = exact_cells(rows, &axes, &mut notes);
        sheets.push(Sheet::new(figure, exact, &axes, description.summed, style));
    }
    if sheets.is_empty() {
        return None;
    }
    let stubs = axes.len() - usize::from(description.across.is_some());
    // A breakdown without parts, or whose only part is unknown, says no more than the total.
    let is_broken_down = |axis: &Axis| axis.values.iter().any(|value| value != "unknown");
    let mut parted = axes.iter().filter(|axis| matches!(axis.dimension, Dimension::Part(_))).peekable();
    if parted.peek().is_some() && !parted.any(is_broken_down) {
        return None;
    }
    if let Some(across) = description.across.map(|_| &mut axes[stubs]).filter(|across| !is_broken_down(across)) {
        across.values.clear();
    }
    let (columns, keys) = columns(&sheets, axes.get(stubs), names);
    let lines = lines(&sheets, &axes[..stubs], &keys);
    Some(Table {
        id: description.id,
        zone_set: zone_set.to_owned(),
        title: Label::term(&format!("table.{}", description.id)),
        stubs: axes[..stubs].iter().map(|axis| Label::term(&axis.dimension.term())).collect(),
        columns,
        lines,
        notes,
    })
}

impl Extent {
    fn of(self, mut rows: Vec<&AccountRow>) -> Vec<&AccountRow> {
        let end = |row: &AccountRow| row.year_to.or(row.year);
        match self {
            Self::All => {}
            Self::Whole => rows.retain(|row| row.zone == "*"),
            Self::Latest => {
                let last = rows.iter().map(|row| end(row)).max().flatten();
                rows.retain(|row| end(row) == last);
            }
        }
        rows
    }
}

impl Axis {
    fn of<'a>(dimension: Dimension, rows: impl Iterator<Item = &'a AccountRow> + Clone, names: &Names) -> Self {
        let mut values: Vec<String> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut zone_names: BTreeMap<String, &str> = BTreeMap::new();
        let mut whole = None;
        for row in rows {
            if dimension == Dimension::Zone {
                zone_names.entry(row.zone.clone()).or_insert(&row.zone_name);
                whole = whole.or((row.zone == "*").then_some(row.zone_name.as_str()));
            }
            if let Some(value) = dimension.of(row)
                && seen.insert(value.clone())
            {
                values.push(value);
            }
        }
        values.sort_by_key(|value| rank(dimension, value));
        let label = |value: &String| match dimension {
            Dimension::Zone => zone_label(value, zone_names.get(value).copied().unwrap_or(value)),
            Dimension::Year => Label::name(value),
            Dimension::Part(kind @ "age_group") if value == "unknown" => Label::term(&format!("{kind}.unknown")),
            Dimension::Part("land") => names.of("role", value),
            Dimension::Part(kind) => names.of(kind, value),
            Dimension::Pool => names.of("pool", value),
            Dimension::Sector => names.of("sector", value),
            _ => names.category(value),
        };
        let labels = values.iter().map(label).collect();
        let total = match (dimension, whole) {
            (Dimension::Zone, Some(name)) => zone_label("*", name),
            _ => Label::term("word.total"),
        };
        Self { dimension, values, labels, total }
    }

    fn coordinate(&self, row: &AccountRow) -> Option<usize> {
        let value = self.dimension.of(row)?;
        self.values.iter().position(|known| *known == value)
    }

    fn label(&self, coordinate: Option<usize>) -> &Label {
        coordinate.map_or(&self.total, |index| &self.labels[index])
    }
}

/// The name of a zone; the words for all zones and for what none covers are terms.
pub(in crate::report) fn zone_label(zone: &str, name: &str) -> Label {
    match (zone, name) {
        ("*", "all zones" | "" | "*") => Label::term("word.all_zones"),
        (OUTSIDE, _) => Label::term("word.outside_all_zones"),
        (zone, "") => Label::name(zone),
        (_, name) => Label::name(name),
    }
}

/// Where a value stands among those of its dimension; equal ones stay in the order of the account.
fn rank(dimension: Dimension, value: &str) -> usize {
    let position = match dimension {
        Dimension::Part("age_group") => AgeGroup::ALL.iter().position(|group| group.name() == value),
        Dimension::Pool => CarbonPool::ALL.iter().position(|pool| pool.name() == value),
        Dimension::Zone if value != OUTSIDE => Some(0),
        Dimension::Part(_) if !["unknown", "non_forest"].contains(&value) => Some(0),
        _ => None,
    };
    position.unwrap_or(usize::MAX)
}

/// The values of a figure by place. Of several rows at one place the first stands, as in summaries.
fn exact_cells(rows: &[&AccountRow], axes: &[Axis], notes: &mut Notes) -> BTreeMap<Place, f64> {
    let mut cells = BTreeMap::new();
    for row in rows {
        let place: Place = axes.iter().map(|axis| axis.coordinate(row)).collect();
        if cells.contains_key(&place) {
            notes.left_out += 1;
            continue;
        }
        cells.insert(place, row.value);
        notes.add(row);
    }
    cells
}

impl Notes {
    pub(super) fn add(&mut self, row: &AccountRow) {
        if !self.methods.contains(&row.method) {
            self.methods.insert(row.method.clone());
        }
        if !is_all(&row.sources) && !self.sources.contains(&row.sources) {
            self.sources.insert(row.sources.clone());
        }
        self.evidence = self.evidence.max(row.evidence);
    }
}

impl<'a> Sheet<'a> {
    fn new(
        figure: &'a Figure,
        mut exact: BTreeMap<Place, f64>,
        axes: &[Axis],
        summed: &[Dimension],
        style: Style,
    ) -> Self {
        if figure.adds() {
            for dimension in (0..axes.len()).filter(|index| summed.contains(&axes[*index].dimension)) {
                sum_over(&mut exact, dimension);
            }
        }
        let largest = exact.values().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        let unit = match style {
            Style::Full => ShownUnit::full(figure.unit),
            Style::Summary(language) => ShownUnit::summary(figure.unit, largest, language),
        };
        let factor = unit.factor * 10_f64.powi(i32::from(unit.digits));
        let cells = if figure.adds() {
            rounded(&exact, axes, factor)
                .into_iter()
                .map(|(place, digits)| (place, Cell::of(digits as f64, unit.digits)))
                .collect()
        } else {
            exact
                .iter()
                .map(|(place, value)| (place.clone(), Cell::rounded(value * unit.factor, unit.digits)))
                .collect()
        };
        Self { figure, unit, cells }
    }
}

/// Adds the totals over a dimension that are not there.
fn sum_over(cells: &mut BTreeMap<Place, f64>, dimension: usize) {
    let mut sums: BTreeMap<Place, f64> = BTreeMap::new();
    for (place, value) in cells.iter().filter(|(place, _)| place[dimension].is_some()) {
        let mut total = place.clone();
        total[dimension] = None;
        *sums.entry(total).or_default() += value;
    }
    for (place, sum) in sums {
        cells.entry(place).or_insert(sum);
    }
}

/// The cells in last digits. What has no total, such as years, is told apart first; what lies outside all zones is rounded apart.
fn rounded(exact: &BTreeMap<Place, f64>, axes: &[Axis], factor: f64) -> BTreeMap<Place, i64> {
    let mut order: Vec<usize> = (0..axes.len()).collect();
    order.sort_by_key(|index| exact.keys().any(|place| place[*index].is_none()));
    let zone = axes.iter().position(|axis| axis.dimension == Dimension::Zone);
    let outside = zone.and_then(|zone| axes[zone].values.iter().position(|value| value == OUTSIDE));
    let is_outside = |place: &Place| outside.is_some() && zone.is_some_and(|zone| place[zone] == outside);
    let mut found = BTreeMap::new();
    for side in [false, true] {
        let of_side = exact.iter().filter(|(place, _)| is_outside(place) == side);
        let cells: BTreeMap<Place, f64> =
            of_side.map(|(place, value)| (order.iter().map(|index| place[*index]).collect(), value * factor)).collect();
        for (ordered, digits) in add_up(&cells) {
            let mut place = vec![None; axes.len()];
            for (index, coordinate) in order.iter().zip(ordered) {
                place[*index] = coordinate;
            }
            found.insert(place, digits);
        }
    }
    found
}

/// The columns, each with its figure and its coordinate across.
type ColumnKey = (usize, Option<Option<usize>>);

fn columns(sheets: &[Sheet<'_>], across: Option<&Axis>, names: &Names) -> (Vec<Column>, Vec<ColumnKey>) {
    let own_name =
        |figure: &Figure| figure.name.map_or_else(|| names.of("quantity", &figure.quantity.name()), Label::term);
    let mut columns = Vec::new();
    let mut keys = Vec::new();
    let Some(axis) = across else {
        for (index, sheet) in sheets.iter().enumerate() {
            let group = sheet.figure.group.map(Label::term);
            columns.push(Column { group, name: own_name(sheet.figure), unit: Some(sheet.unit.label.clone()) });
            keys.push((index, None));
        }
        return (columns, keys);
    };
    for coordinate in std::iter::once(None).chain((0..axis.values.len()).map(Some)) {
        for (index, sheet) in sheets.iter().enumerate() {
            if !sheet.cells.keys().any(|place| place.last() == Some(&coordinate)) {
                continue;
            }
            let (of, name) = (axis.label(coordinate).clone(), own_name(sheet.figure));
            let (group, name) = if sheets.len() == 1 { (name, of) } else { (of, name) };
            columns.push(Column { group: Some(group), name, unit: Some(sheet.unit.label.clone()) });
            keys.push((index, Some(coordinate)));
        }
    }
    (columns, keys)
}

fn lines(sheets: &[Sheet<'_>], stubs: &[Axis], keys: &[ColumnKey]) -> Vec<Line> {
    let places: BTreeSet<&[Option<usize>]> =
        sheets.iter().flat_map(|sheet| sheet.cells.keys()).map(|place| &place[..stubs.len()]).collect();
    let has_total: Vec<bool> =
        (0..stubs.len()).map(|index| places.iter().any(|place| place[index].is_none())).collect();
    let line = |place: &[Option<usize>]| Line {
        labels: stubs.iter().zip(place).map(|(axis, coordinate)| axis.label(*coordinate).clone()).collect(),
        is_total: place.iter().zip(&has_total).any(|(coordinate, has)| *has && coordinate.is_none()),
        cells: keys
            .iter()
            .map(|(sheet, across)| {
                let place: Place = place.iter().copied().chain(*across).collect();
                sheets[*sheet].cells.get(&place).copied()
            })
            .collect(),
    };
    places.into_iter().map(line).collect()
}
