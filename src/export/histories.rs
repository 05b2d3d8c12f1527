//! Maps of the classes that pixels had at several dates, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ndarray::Array2;

use super::gis::{MapContent, PaintedMap, Words};
use super::look_up::LookUp;
use super::maps::MapName;
use crate::accounts::class_id;
use crate::error::{Error, Result};
use crate::land::{ClassScheme, LandClass, Sector};
use crate::raster::{ClassShare, Grid, LayerSource, Layout, Pixel, PixelType, RasterDescription, write_raster};
use crate::strata::{Progress, StrataTable};
use crate::units::Hectares;

/// A class layer of a date.
#[derive(Debug, Clone, Copy)]
pub struct DatedLayer<'a> {
    /// Its index among the strata's dimensions.
    pub dimension: usize,
    /// The layer.
    pub source: &'a LayerSource,
    /// What its codes mean.
    pub scheme: &'a ClassScheme,
    /// The date.
    pub year: i32,
}

/// A map of histories: every distinct one is a class of it, whose code is 1 for the largest area, 2 for the next and so on.
pub struct HistoryMap<'a> {
    look_up: LookUp<'a>,
    histories: Histories,
    name: MapName,
}

/// The histories of a map.
#[derive(Debug, PartialEq)]
struct Histories {
    /// By combination of codes; none is nodata.
    codes: Vec<Option<i32>>,
    /// The largest first.
    shares: Vec<ClassShare>,
}

/// What stands between the classes of an id.
const THEN: &str = " > ";
/// The codes that 16 bits have, without 0 and nodata. Of more histories, the rarest are one class.
const MOST: usize = 65_534;
/// The id of the rarest histories together.
const OTHERS: &str = "other_histories";
/// How much of the class's colour ground has that stayed as it was; the rest is light grey.
const UNCHANGED: f64 = 0.3;
/// How much of its last class's colour a change has; more than half, so that it differs from the change back.
const LAST: f64 = 0.65;
const LIGHT_GREY: [u8; 3] = [240, 240, 240];
const GREY: [u8; 3] = [105, 105, 105];
/// The colours of the changes of largest area, which people with any colour vision can tell apart.
const LARGEST_CHANGES: [[u8; 3]; 12] = [
    [213, 94, 0],
    [0, 114, 178],
    [240, 180, 40],
    [0, 158, 115],
    [170, 60, 140],
    [86, 180, 233],
    [110, 50, 10],
    [240, 140, 170],
    [0, 80, 70],
    [30, 30, 240],
    [60, 40, 130],
    [200, 30, 60],
];

impl<'a> HistoryMap<'a> {
    /// The map of the histories that occur in the strata. Ground without data at all dates has none, and so has ground whose codes,
    /// one per layer, are not `shown`.
    #[must_use]
    pub fn new(
        strata: &StrataTable,
        layers: &[DatedLayer<'a>],
        name: MapName,
        shown: impl Fn(&[Option<i32>]) -> bool,
    ) -> Self {
        let sources: Vec<_> = layers.iter().map(|layer| (layer.dimension, layer.source)).collect();
        let look_up = LookUp::new(strata, &sources);
        let mut sums: BTreeMap<Vec<Option<i32>>, (u64, f64)> = BTreeMap::new();
        for stratum in strata.of_set(0) {
            let codes: Vec<_> = layers.iter().map(|layer| stratum.codes[layer.dimension]).collect();
            if codes.iter().any(Option::is_some) && shown(&codes) {
                let (pixels, area) = sums.entry(codes).or_default();
                *pixels += stratum.pixels;
                *area += stratum.area;
            }
        }
        let histories = Histories::new(look_up.combinations(), &sums, MOST, |codes| history(layers, codes));
        Self { look_up, histories, name }
    }

    /// Paints the map into a directory.
    ///
    /// # Errors
    /// A layer that cannot be read again, an output that cannot be written, or an interruption.
    pub fn write(&self, directory: &Path, grid: &Grid, progress: &dyn Progress) -> Result<PaintedMap> {
        let shares = &self.histories.shares;
        let pixel_type = if shares.len() < usize::from(u8::MAX) {
            self.paint::<u8>(directory, grid, progress, u8::MAX)?;
            PixelType::U8
        } else {
            self.paint::<u16>(directory, grid, progress, u16::MAX)?;
            PixelType::U16
        };
        let nodata = if pixel_type == PixelType::U8 { u8::MAX.into() } else { u16::MAX.into() };
        let classes = shares.iter().map(|share| share.class.clone()).collect();
        Ok(self.name.painted(pixel_type, nodata, MapContent::Classes(classes)))
    }

    fn paint<T: Pixel + Into<f64>>(
        &self,
        directory: &Path,
        grid: &Grid,
        progress: &dyn Progress,
        nodata: T,
    ) -> Result<()> {
        let Histories { codes, shares } = &self.histories;
        let description = RasterDescription {
            band: self.name.band.clone(),
            nodata: Some(nodata.into()),
            classes: Some(shares.iter().map(|share| &share.class).collect()),
            shares,
            ..RasterDescription::default()
        };
        let stored: Vec<T> =
            codes.iter().map(|code| code.map_or(nodata, |code| T::from_number(f64::from(code)))).collect();
        write_raster(&directory.join(&self.name.file), grid, Layout::CloudOptimized, &description, |window| {
            progress.check()?;
            let mut pixels = Vec::with_capacity(window.pixels());
            for run in self.look_up.runs(window)? {
                pixels.resize(run.end, stored[run.combination]);
            }
            progress.advance(window.pixels() as u64);
            Array2::from_shape_vec((window.rows, window.columns), pixels).map_err(Error::internal)
        })
    }
}

impl Histories {
    /// The histories of the combinations that have pixels and an area, at most `most` of them.
    fn new(
        combinations: &[Vec<Option<i32>>],
        sums: &BTreeMap<Vec<Option<i32>>, (u64, f64)>,
        most: usize,
        class: impl Fn(&[Option<i32>]) -> LandClass,
    ) -> Self {
        let mut ordered: Vec<_> = sums.iter().collect();
        ordered.sort_by(|(_, one), (_, other)| other.1.total_cmp(&one.1));
        let kept = if ordered.len() > most { most - 1 } else { ordered.len() };
        let (own, rare) = ordered.split_at(kept);
        let mut codes: BTreeMap<&Vec<Option<i32>>, i32> = BTreeMap::new();
        let mut shares = Vec::with_capacity(most.min(ordered.len()));
        let mut colours = LARGEST_CHANGES.iter();
        for ((codes_of_dates, (pixels, area)), code) in own.iter().zip(1..) {
            codes.insert(codes_of_dates, code);
            let mut class = LandClass { code, ..class(codes_of_dates) };
            if let Some([red, green, blue]) = if is_unchanged(&class) { None } else { colours.next() } {
                (class.red, class.green, class.blue) = (*red, *green, *blue);
            }
            shares.push(ClassShare { class, pixels: *pixels, area: Hectares::from_square_metres(*area) });
        }
        if !rare.is_empty() {
            let code = shares.last().map_or(1, |share| share.class.code + 1);
            codes.extend(rare.iter().map(|(codes_of_dates, _)| (*codes_of_dates, code)));
            let pixels = rare.iter().map(|(_, (pixels, _))| pixels).sum();
            let area = rare.iter().map(|(_, (_, area))| area).sum();
            let class = LandClass { code, ..others(rare.len()) };
            shares.push(ClassShare { class, pixels, area: Hectares::from_square_metres(area) });
        }
        let codes = combinations.iter().map(|combination| codes.get(combination).copied()).collect();
        Self { codes, shares }
    }
}

/// The histories that a picture tells apart: the changes of largest area of a map whose classes are in their order.
pub fn largest_changes<'a>(histories: impl Iterator<Item = &'a LandClass>) -> impl Iterator<Item = &'a LandClass> {
    histories.filter(|history| !is_unchanged(history) && history.id != OTHERS).take(LARGEST_CHANGES.len())
}

/// Whether a history is of ground that has the same class at all dates.
#[must_use]
pub fn is_unchanged(history: &LandClass) -> bool {
    let mut classes = history.id.split(THEN);
    let first = classes.next();
    history.id.contains(THEN) && classes.all(|class| Some(class) == first)
}

/// A history as a class; its sector is that of the last date with data.
fn history(layers: &[DatedLayer<'_>], codes: &[Option<i32>]) -> LandClass {
    let class = |(layer, code): (&DatedLayer<'_>, &Option<i32>)| {
        let code = (*code)?;
        Some(layer.scheme.class(code).cloned().unwrap_or_else(|| LandClass::unknown(code)))
    };
    let classes: Vec<Option<LandClass>> = layers.iter().zip(codes).map(class).collect();
    let years: Vec<i32> = layers.iter().map(|layer| layer.year).collect();
    let ids: Vec<String> = layers.iter().zip(codes).map(|(layer, code)| class_id(layer.scheme, *code)).collect();
    let is_unchanged = ids.iter().collect::<BTreeSet<_>>().len() == 1;
    let Words { english: name, chinese: name_zh } =
        if is_unchanged { unchanged(&classes, &years) } else { changed(&classes, &years) };
    let [red, green, blue] = colour(&classes, is_unchanged);
    let sector = classes.iter().flatten().next_back().map_or(Sector::Other, |class| class.sector);
    LandClass { code: 0, id: ids.join(THEN), name, name_zh, sector, red, green, blue }
}

fn words(class: Option<&LandClass>) -> Words {
    class.map_or_else(|| Words::of("map", "no_data"), Words::of_class)
}

fn unchanged(classes: &[Option<LandClass>], years: &[i32]) -> Words {
    let span = match years {
        [first, .., last] => format!("{first}–{last}"),
        _ => years.iter().map(i32::to_string).collect(),
    };
    let class = words(classes.first().and_then(Option::as_ref));
    Words::term("gis.history.unchanged", &[("class", class), ("years", Words::same(&span))])
}

fn changed(classes: &[Option<LandClass>], years: &[i32]) -> Words {
    let dated: Vec<(Words, &i32)> = classes.iter().map(|class| words(class.as_ref())).zip(years).collect();
    let join = |part: fn(&Words) -> &str| {
        dated.iter().map(|(words, year)| format!("{} {year}", part(words))).collect::<Vec<_>>().join(" → ")
    };
    Words { english: join(|words| &words.english), chinese: join(|words| &words.chinese) }
}

/// What stayed is light; what changed, beside the largest changes, has most of the colour of its last class and some of those before.
fn colour(classes: &[Option<LandClass>], is_unchanged: bool) -> [u8; 3] {
    let colours: Vec<[u8; 3]> = classes.iter().map(|class| class.as_ref().map_or(GREY, LandClass::colour)).collect();
    let Some((last, earlier)) = colours.split_last() else { return GREY };
    if is_unchanged {
        return mixed(&[(*last, UNCHANGED), (LIGHT_GREY, 1.0 - UNCHANGED)]);
    }
    let share = (1.0 - LAST) / earlier.len() as f64;
    let earlier = earlier.iter().map(|colour| (*colour, share));
    mixed(&earlier.chain([(*last, LAST)]).collect::<Vec<_>>())
}

fn mixed(colours: &[([u8; 3], f64)]) -> [u8; 3] {
    std::array::from_fn(|part| {
        let sum: f64 = colours.iter().map(|(colour, share)| f64::from(colour[part]) * share).sum();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of bytes")]
        let byte = sum.round() as u8;
        byte
    })
}

/// How many histories a class of a history map stands for: its last one may be all that had no code of their own.
#[must_use]
pub fn count_of(history: &LandClass) -> usize {
    if history.id != OTHERS {
        return 1;
    }
    let digits: String = history.name.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(1)
}

fn others(count: usize) -> LandClass {
    let Words { english: name, chinese: name_zh } =
        Words::term("gis.history.others", &[("count", Words::same(&count.to_string()))]);
    let [red, green, blue] = GREY;
    LandClass { code: 0, id: OTHERS.to_owned(), name, name_zh, sector: Sector::Other, red, green, blue }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_code_left_is_one_class_with_its_count_and_area() {
        let combinations: Vec<Vec<Option<i32>>> = (1..=4).map(|code| vec![Some(code)]).collect();
        let areas = [10_000.0, 50_000.0, 20_000.0, 30_000.0];
        let sums = combinations.iter().cloned().zip(areas.map(|area| (1, area))).collect();
        let class = |codes: &[Option<i32>]| LandClass { id: format!("{codes:?}"), ..LandClass::unknown(0) };
        let found = Histories::new(&combinations, &sums, 3, class);
        assert_eq!(found.codes, [Some(3), Some(1), Some(3), Some(2)]);
        let shares: Vec<_> = found.shares.iter().map(|share| (share.class.code, share.pixels, share.area.0)).collect();
        assert_eq!(shares, [(1, 1, 5.0), (2, 1, 3.0), (3, 2, 3.0)]);
        let others = &found.shares[2].class;
        assert_eq!((others.id.as_str(), others.name.as_str()), (OTHERS, "Other histories (2)"));
        assert_eq!(count_of(others), 2);
        assert_eq!(others.name_zh, "其他变化轨迹（2种）");

        let all = Histories::new(&combinations, &sums, 4, class);
        assert_eq!(all.codes, [Some(4), Some(1), Some(3), Some(2)]);
        let partly = Histories::new(&combinations, &BTreeMap::from([(vec![Some(2)], (5, 1.0))]), 4, class);
        assert_eq!(partly.codes, [None, Some(1), None, None]);
    }
}
