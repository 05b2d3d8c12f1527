use std::collections::BTreeMap;

use proptest::prelude::*;
use tanhui::accounts::{
    AccountRow, CarbonAccount, Ledger, Measure, Quantity as Figure, SharedErrors, ZoneFacts, ZoneSetFacts,
    carbon_stock_rows, land_area_rows,
};
use tanhui::land::ClassScheme;
use tanhui::parameters::CarbonDensities;
use tanhui::raster::{BlockGrid, CellAreas, Crs, Grid, LayerSource, RasterFile, Resampling};
use tanhui::strata::{Dimension, Pass, Quantity, StrataTable, Stratum, ZoneNames, stratify};
use tanhui::vector::{Coverage, CoverageRule, PixelPolygon, PixelZone};

use crate::support::Workspace;
use crate::support::frames::{Frame, Silent};

const PIXEL: f64 = 25.0;
const NODATA: f64 = -9_999.0;

/// A small grid with a class layer and a quantity.
#[derive(Debug, Clone)]
struct Scene {
    rows: usize,
    columns: usize,
    classes: Vec<u8>,
    values: Vec<f32>,
}

fn scene() -> impl Strategy<Value = Scene> {
    (4_usize..20, 4_usize..20).prop_flat_map(|(rows, columns)| {
        let class = prop::sample::select(vec![1_u8, 2, 5, 255]);
        let value = prop_oneof![1 => Just(-9_999.0_f32), 6 => 0.0_f32..400.0];
        let pixels = rows * columns;
        (prop::collection::vec(class, pixels), prop::collection::vec(value, pixels))
            .prop_map(move |(classes, values)| Scene { rows, columns, classes, values })
    })
}

/// A star in shares of the grid, partly beyond it: every vertex at its own distance from the centre.
fn star() -> impl Strategy<Value = Vec<[f64; 2]>> {
    (0.0..1.0, 0.0..1.0, prop::collection::vec(0.05..0.6_f64, 3..12)).prop_map(|(x, y, radii)| {
        let turn = std::f64::consts::TAU / radii.len() as f64;
        let vertex = |(step, radius): (usize, &f64)| {
            let angle = turn * step as f64;
            [x + radius * angle.cos(), y + radius * angle.sin()]
        };
        radii.iter().enumerate().map(vertex).collect()
    })
}

/// A rectangle in shares of the grid, and the two parts of it on either side of a zigzag from north to south.
fn rectangle_in_two() -> impl Strategy<Value = [Vec<[f64; 2]>; 3]> {
    (0.0..0.2, 0.0..0.2, 0.8..1.0, 0.8..1.0, prop::collection::vec(0.25..0.75_f64, 2..9)).prop_map(
        |(west, north, east, south, border): (f64, f64, f64, f64, Vec<f64>)| {
            let step = (south - north) / (border.len() - 1) as f64;
            let border: Vec<[f64; 2]> =
                border.iter().enumerate().map(|(index, x)| [*x, north + step * index as f64]).collect();
            // The last point lies on the south side to the last bit.
            let last = border.len() - 1;
            let border: Vec<_> =
                border.iter().enumerate().map(|(i, [x, y])| [*x, if i == last { south } else { *y }]).collect();
            let whole = vec![[west, north], border[0], [east, north], [east, south], border[last], [west, south]];
            let part = |side: f64| [border.clone(), vec![[side, south], [side, north]]].concat();
            [whole, part(west), part(east)]
        },
    )
}

/// What a zone has of a class.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Sums {
    pixels: u64,
    coverage: f64,
    area: f64,
    sum: f64,
}

type ByZoneAndClass = BTreeMap<(String, Option<i32>), Sums>;

impl Scene {
    fn grid(&self) -> Grid {
        let crs = Crs::from_definition("EPSG:4549").expect("a known CRS");
        let (west, north) = (640_000.0, 3_330_000.0);
        Grid { crs, west, north, pixel_width: PIXEL, pixel_height: PIXEL, rows: self.rows, columns: self.columns }
    }

    /// Shares of the grid as a zone in pixels.
    fn zone(&self, shares: &[[f64; 2]]) -> PixelZone {
        let exterior = shares.iter().map(|[x, y]| [x * self.columns as f64, y * self.rows as f64]).collect();
        vec![PixelPolygon { exterior, holes: Vec::new() }]
    }

    /// The strata by zone and class, on the planar measure, with the quantity multiplied by `factor`.
    fn strata(&self, zones: &[(&str, PixelZone)], rule: CoverageRule, factor: f32) -> ByZoneAndClass {
        let workspace = Workspace::new();
        let grid = self.grid();
        let frame = Frame::north_up("EPSG:4549", grid.west, grid.north, PIXEL, self.rows, self.columns);
        frame.write(&workspace.path("land.tif"), Some(255.0), &[], |r, c| self.classes[r * self.columns + c]);
        frame.write(&workspace.path("stock.tif"), Some(NODATA), &[], |r, c| {
            let value = self.values[r * self.columns + c];
            if f64::from(value) == NODATA { value } else { value * factor }
        });
        let layer = |name: &str| {
            let file = RasterFile::inspect(&workspace.path(&format!("{name}.tif")), 1, None).expect("a raster");
            let nodata = file.nodata;
            LayerSource::new(name, file, &grid, Resampling::Nearest, nodata)
        };
        let (land, stock) = (layer("land"), layer("stock"));
        let outlines: Vec<PixelZone> = zones.iter().map(|(_, outline)| outline.clone()).collect();
        let coverage = Coverage::new(self.rows, self.columns, &outlines, rule);
        let areas = CellAreas::planar(&grid);
        let ids = zones.iter().map(|(id, _)| (*id).to_owned()).collect();
        let pass = Pass {
            grid: &grid,
            areas: &areas,
            classes: vec![(Dimension { layer: "land".into(), year: None }, &land)],
            quantities: vec![(Quantity { layer: "stock".into(), year: None, unit: "m³/ha".into() }, &stock)],
            zone_sets: vec![ZoneNames { set: "zones".into(), ids }],
            coverage: &coverage,
        };
        let strata = stratify(&pass, 0..BlockGrid::new(&grid).count(), &Silent).expect("readable");
        let table = strata.finish(&pass).expect("all blocks");
        let sums = |stratum: &Stratum| Sums {
            pixels: stratum.pixels,
            coverage: stratum.coverage,
            area: stratum.area,
            sum: stratum.quantities[0].sum,
        };
        let id = |stratum: &Stratum| table.zone_sets[0].id(stratum.zone).to_owned();
        table.strata.iter().map(|stratum| ((id(stratum), stratum.codes[0]), sums(stratum))).collect()
    }
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

fn of(strata: &ByZoneAndClass, zone: &str, class: Option<i32>) -> Sums {
    strata.get(&(zone.to_owned(), class)).copied().unwrap_or_default()
}

const CLASSES: [Option<i32>; 4] = [None, Some(1), Some(2), Some(5)];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn strata_of_any_zones_sum_to_the_pixels_and_the_area_of_the_grid(
        scene in scene(),
        stars in prop::collection::vec(star(), 1..5),
        exact in any::<bool>(),
    ) {
        let names = ["a", "b", "c", "d"];
        let zones: Vec<_> = names.into_iter().zip(stars.iter().map(|star| scene.zone(star))).collect();
        let rule = if exact { CoverageRule::Exact } else { CoverageRule::Center };
        let strata = scene.strata(&zones, rule, 1.0);
        let pixels = scene.rows * scene.columns;
        prop_assert_eq!(strata.values().map(|sums| sums.pixels).sum::<u64>(), pixels as u64);
        prop_assert!(close(strata.values().map(|sums| sums.coverage).sum(), pixels as f64));
        prop_assert!(close(strata.values().map(|sums| sums.area).sum(), pixels as f64 * PIXEL * PIXEL));
        for class in CLASSES {
            let expected = scene.classes.iter().filter(|code| class == Some(i32::from(**code)).filter(|c| *c != 255));
            let found: f64 = strata.iter().filter(|((_, of), _)| *of == class).map(|(_, sums)| sums.coverage).sum();
            prop_assert!(close(found, expected.count() as f64), "{:?}: {}", class, found);
        }
    }

    #[test]
    fn the_parts_of_a_zone_sum_to_it_and_leave_the_others_as_they_were(scene in scene(), parts in rectangle_in_two()) {
        let [whole, west, east] = parts.map(|part| scene.zone(&part));
        let one = scene.strata(&[("whole", whole)], CoverageRule::Exact, 1.0);
        let two = scene.strata(&[("west", west), ("east", east)], CoverageRule::Exact, 1.0);
        for class in CLASSES {
            let (all, west, east) = (of(&one, "whole", class), of(&two, "west", class), of(&two, "east", class));
            prop_assert!(close(all.coverage, west.coverage + east.coverage), "{:?}: {:?}", class, (all, west, east));
            prop_assert!(close(all.area, west.area + east.area));
            prop_assert!(close(all.sum, west.sum + east.sum));
            let (before, after) = (of(&one, "(outside)", class), of(&two, "(outside)", class));
            prop_assert!(close(before.coverage, after.coverage) && close(before.sum, after.sum));
            // Noise along the common border is not an overlap.
            prop_assert_eq!(of(&two, "(overlap)", class), Sums::default());
        }
    }

    #[test]
    fn zones_have_the_same_figures_in_any_order(scene in scene(), stars in prop::collection::vec(star(), 3)) {
        let [a, b, c] = [0, 1, 2].map(|star| scene.zone(&stars[star]));
        let one = scene.strata(&[("a", a.clone()), ("b", b.clone()), ("c", c.clone())], CoverageRule::Exact, 1.0);
        let other = scene.strata(&[("c", c), ("a", a), ("b", b)], CoverageRule::Exact, 1.0);
        for zone in ["a", "b", "c", "(outside)", "(overlap)"] {
            for class in CLASSES {
                let (one, other) = (of(&one, zone, class), of(&other, zone, class));
                // Whole pixels go to the largest share, and to the first of equal ones: they may change hands.
                prop_assert!(close(one.coverage, other.coverage), "{}, {:?}: {:?}", zone, class, (one, other));
                prop_assert!(close(one.area, other.area) && close(one.sum, other.sum));
            }
        }
    }

    #[test]
    fn twice_the_quantity_is_twice_the_sum(scene in scene(), star in star()) {
        let zones = [("a", scene.zone(&star))];
        let single = scene.strata(&zones, CoverageRule::Exact, 1.0);
        let twice = scene.strata(&zones, CoverageRule::Exact, 2.0);
        prop_assert_eq!(single.len(), twice.len());
        for (key, single) in &single {
            let twice = twice[key];
            // Sums are kept to 2⁻⁴⁰.
            prop_assert!((twice.sum - 2.0 * single.sum).abs() <= 0.5_f64.powi(38) + 1e-15 * twice.sum.abs());
            prop_assert_eq!((twice.pixels, twice.coverage, twice.area), (single.pixels, single.coverage, single.area));
        }
    }

    #[test]
    fn the_cells_of_a_zone_inside_the_grid_sum_to_the_area_of_its_polygon(scene in scene(), star in star()) {
        // A quarter of the size, moved to the middle, so that no vertex is beyond the grid.
        let inside: Vec<[f64; 2]> =
            star.iter().map(|[x, y]| [0.5 + (x - 0.5) * 0.28, 0.5 + (y - 0.5) * 0.28]).collect();
        let zone = scene.zone(&inside);
        let ring = &zone[0].exterior;
        let doubled: f64 = (0..ring.len())
            .map(|index| (ring[index], ring[(index + 1) % ring.len()]))
            .map(|([x0, y0], [x1, y1])| x0 * y1 - x1 * y0)
            .sum();
        let expected = doubled.abs() / 2.0 * PIXEL * PIXEL;
        let strata = scene.strata(&[("a", zone)], CoverageRule::Exact, 1.0);
        let found: f64 = strata.iter().filter(|((zone, _), _)| zone == "a").map(|(_, sums)| sums.area).sum();
        prop_assert!((found - expected).abs() <= 1e-9 * expected + 1e-9, "{} m², expected {}", found, expected);
    }
}

/// Strata of two dates in two zones, what lies outside included.
fn two_dates() -> impl Strategy<Value = StrataTable> {
    let code = || prop::sample::select(vec![None, Some(1), Some(2), Some(5), Some(10)]);
    let key = (0_u32..3, code(), code());
    prop::collection::btree_map(key, 1.0..1e8_f64, 1..30).prop_map(|areas| StrataTable {
        zone_sets: vec![ZoneNames { set: "counties".into(), ids: vec!["a".into(), "b".into()] }],
        dimensions: [2_000, 2_020].map(|year| Dimension { layer: format!("land_{year}"), year: Some(year) }).into(),
        quantities: Vec::new(),
        strata: areas
            .into_iter()
            .map(|((zone, before, after), area)| Stratum {
                zone_set: 0,
                zone,
                codes: vec![before, after],
                pixels: 1,
                coverage: area / 900.0,
                area,
                quantities: Vec::new(),
            })
            .collect(),
    })
}

/// Rows of an account over the table.
fn rows(table: &StrataTable, account: impl Fn(&Ledger<'_>) -> Vec<AccountRow>) -> Vec<AccountRow> {
    let scheme = ClassScheme::built_in("tanhui").expect("in the binary");
    let zone = |name: &str| ZoneFacts { name: name.into(), geodesic_area: None, official_area: None };
    let facts = ZoneSetFacts { zones: vec![zone("a"), zone("b")], official: None, overlaps: Vec::new() };
    let schemes = [scheme.clone(), scheme];
    account(&Ledger { strata: table, zone_sets: &[facts], schemes: &schemes, measure: Measure::Ellipsoidal })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_stock_change_between_swapped_dates_is_the_negative(table in two_dates()) {
        let csv = "set,class,pool,value,unit,low,high,distribution,source,table,year,evidence,note\n\
                   s,arbor_forest,living_biomass,28.7,t C/ha,,,,made up,,,derived,\n\
                   s,arbor_forest,litter,2.6,t C/ha,,,,made up,,,derived,\n\
                   s,bamboo_forest,living_biomass,19.3,t C/ha,,,,made up,,,derived,\n\
                   s,other_woodland,living_biomass,7.1,t C/ha,,,,made up,,,derived,\n";
        let densities = CarbonDensities::from_long_csv("densities.csv", csv, "s").expect("valid");
        let excluded = ["paddy".to_owned()].into();
        let changes = |dimensions: &[usize]| -> BTreeMap<(String, String), f64> {
            let account =
                CarbonAccount {
                dimensions,
                densities: &densities,
                excluded: &excluded,
                allow_unverified: false,
                errors: SharedErrors::Class,
            };
            let rows = rows(&table, |ledger| carbon_stock_rows(ledger, &account).expect("all classes have a density"));
            let changes = rows.into_iter().filter(|row| row.quantity == Figure::StockChange);
            changes.map(|row| ((row.zone, row.pool), row.value)).collect()
        };
        let (forward, backward) = (changes(&[0, 1]), changes(&[1, 0]));
        prop_assert_eq!(forward.len(), backward.len());
        for (key, change) in forward {
            let sum = change + backward[&key];
            prop_assert!(sum.abs() <= 1e-12 * change.abs().max(1e3), "{key:?}: {change} and {}", backward[&key]);
        }
    }

    #[test]
    fn what_stayed_of_a_class_is_its_area_less_its_transitions_at_both_dates(table in two_dates()) {
        let rows = rows(&table, |ledger| land_area_rows(ledger, &[0, 1]));
        let zones = ["a", "b", "(outside)", "*"];
        for (zone, class) in zones.into_iter().flat_map(|zone| {
            ["nodata", "arbor_forest", "bamboo_forest", "other_woodland", "paddy"].map(|class| (zone, class))
        }) {
            let in_zone = || rows.iter().filter(|row| row.zone == zone);
            let area = |year| -> f64 {
                let fits = |row: &&AccountRow| {
                    row.quantity == Figure::Area && row.year == Some(year) && row.category == class
                };
                in_zone().filter(fits).map(|row| row.value).sum()
            };
            let transitions = |fits: &dyn Fn(&str, &str) -> bool| -> f64 {
                in_zone()
                    .filter(|row| row.quantity == Figure::AreaTransition)
                    .filter(|row| row.category.split_once(" > ").is_some_and(|(from, to)| fits(from, to)))
                    .map(|row| row.value)
                    .sum()
            };
            let stayed_before = area(2_000) - transitions(&|from, _| from == class);
            let stayed_after = area(2_020) - transitions(&|_, to| to == class);
            let slack = 1e-9 * (area(2_000) + area(2_020)).max(1.0);
            prop_assert!(
                (stayed_before - stayed_after).abs() <= slack && stayed_before >= -slack,
                "{} in {}: {} ha before, {} ha after", class, zone, stayed_before, stayed_after
            );
        }
    }
}
