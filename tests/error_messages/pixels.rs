use insta::assert_snapshot;

use crate::support::rasters::Raster;
use crate::support::scene::Scene;

#[test]
fn an_undeclared_nodata_value_is_asked_for() {
    let scene = Scene::new().raster("land.tif", &Raster { nodata: None, ..Raster::of([1_u8; 16]) });
    assert_snapshot!(scene.refused(65), @r"
    error: layer `land` declares no nodata value
      neither in `land.tif` nor in the pipeline
      in pipeline.toml, line 6

    hint: add `nodata = …`, or `no_nodata = true` if every value is data
    ");
}

#[test]
fn a_nodata_value_beside_the_statement_that_there_is_none_is_refused() {
    assert_snapshot!(Scene::new().in_table("layers.land", "no_nodata = true").refused(65), @r"
    error: layer `land` has the nodata value 255, but `no_nodata = true`
      in pipeline.toml, line 7
    ");
}

#[test]
fn a_nodata_value_that_the_pixels_cannot_hold_is_refused() {
    let scene = Scene::new()
        .raster("land.tif", &Raster { nodata: None, ..Raster::of([1_u8; 16]) })
        .in_table("layers.land", "nodata = -9999");
    assert_snapshot!(scene.refused(65), @r"
    error: layer `land` has the nodata value -9999, which its pixels, unsigned 8-bit integers, cannot hold
      declared in the pipeline
      in pipeline.toml, line 6

    hint: add the `nodata` value that the pixels do hold, or `no_nodata = true` if every value is data
    ");
}

/// The scene with a layer of growing stock.
fn with_volume(volume: &Raster<f32>, keys: &str) -> Scene {
    Scene::new().raster("volume.tif", volume).append(&format!(
        "\n[layers.volume]\npath = \"volume.tif\"\nkind = \"quantity\"\nunit = \"m³/ha\"\nyear = 2020\n{keys}\n\
         [methods.growing_stock]\nlayer = \"volume\"\nland = \"land\"\nclasses = [\"arbor_forest\"]\n"
    ))
}

fn volume(odd: f32) -> Raster<f32> {
    let mut values = [50.0_f32; 16];
    values[6] = odd;
    Raster { nodata: Some(-1.0), ..Raster::of(values) }
}

#[test]
fn not_a_number_in_a_quantity_names_row_and_column() {
    assert_snapshot!(with_volume(&volume(f32::NAN), "").refused_in_run(65), @r"
    error: layer `volume` holds NaN at row 1, column 2 of the grid, expected a finite number or the nodata value

    hint: set `nodata = nan` on the layer if it means no data
    ");
}

#[test]
fn infinity_in_a_quantity_names_row_and_column() {
    assert_snapshot!(with_volume(&volume(f32::INFINITY), "").refused_in_run(65), @r"
    error: layer `volume` holds inf at row 1, column 2 of the grid, expected a finite number or the nodata value

    hint: an infinity is the trace of a division by zero or an overflow: make the layer again without it
    ");
}

#[test]
fn not_a_number_can_be_declared_as_nodata() {
    with_volume(&volume(f32::NAN), "nodata = nan").succeed();
}

#[test]
fn a_nodata_value_written_with_fewer_digits_than_pixels_hold_is_recognised() {
    let accounts = |keys| {
        let scene = with_volume(&volume(-0.1), keys);
        scene.succeed();
        crate::support::Accounts::read(&scene.path("out")).values(&[("quantity", "growing_stock"), ("zone", "*")])[0]
    };
    assert_eq!(accounts("nodata = -0.1"), {
        let scene = with_volume(&volume(-1.0), "");
        scene.succeed();
        crate::support::Accounts::read(&scene.path("out")).values(&[("quantity", "growing_stock"), ("zone", "*")])[0]
    });
}

#[test]
fn a_quantity_too_large_to_sum_is_refused() {
    let mut values = [50.0_f64; 16];
    values[6] = -1.7e308;
    let scene = Scene::new().raster("volume.tif", &Raster { nodata: Some(-1.0), ..Raster::of(values) }).append(
        "\n[layers.volume]\npath = \"volume.tif\"\nkind = \"quantity\"\nunit = \"m³/ha\"\nyear = 2020\n\
         [methods.growing_stock]\nlayer = \"volume\"\nland = \"land\"\nclasses = [\"arbor_forest\"]\n",
    );
    assert_snapshot!(scene.refused_in_run(65), @r"
    error: a sum over the raster is too large to hold: a block gives -inf
      in layer `volume`

    hint: look for values far outside the layer's range: an undeclared nodata value is the usual cause
    ");
}

#[test]
fn unknown_classes_are_listed_with_pixels_and_hectares() {
    let scene = Scene::new().raster("land.tif", &Raster::of([1_u8, 77, 2, 12].repeat(4)));
    assert_snapshot!(scene.refused(65), @r"
    error: no carbon density for 2 of the classes in `zhejiang-land`
      `orchard` in layer `land`: 4 pixels, 427.9 ha
      `unknown_77` in layer `land`: 4 pixels, 427.9 ha
      in pipeline.toml, line 20

    hint: add rows for them to the table, each with its source, or name them in `exclude` of `[methods.carbon_density]`; what is excluded is reported with its area
    ");
}

#[test]
fn a_class_layer_with_fractions_is_refused() {
    let mut values = [1.0_f32; 16];
    values[6] = 1.5;
    assert_snapshot!(Scene::new().raster("land.tif", &Raster::of(values)).refused_in_run(65), @r#"
    error: class layer `land` holds 1.5 at row 1, column 2 of the grid, expected whole numbers

    hint: set `kind = "quantity"` if the layer is no class layer
    "#);
}

#[test]
fn a_class_layer_of_floating_point_may_have_any_nodata_value() {
    let stock = |nodata: f32| {
        let mut values = [1.0_f32; 16];
        values[6] = nodata;
        let scene = Scene::new().raster("land.tif", &Raster { nodata: Some(f64::from(nodata)), ..Raster::of(values) });
        let scene = scene.append("\n[outputs]\nmaps = [\"land_class\", \"carbon_density\"]\n");
        scene.succeed();
        let accounts = crate::support::Accounts::read(&scene.path("out"));
        assert_eq!(accounts.values(&[("category", "nodata"), ("zone", "*"), ("quantity", "area")]).len(), 1);
        accounts.value(&[("quantity", "carbon_stock"), ("zone", "*"), ("category", "*"), ("pool", "*")])
    };
    let expected = stock(-9_999.0);
    for nodata in [f32::NAN, f32::MIN, f32::NEG_INFINITY, -0.5, 1e10] {
        assert_eq!(stock(nodata), expected, "nodata {nodata}");
    }
}

#[test]
fn too_many_wide_class_layers_are_refused() {
    let mut scene = Scene::new();
    for year in 2021..=2023 {
        let raster = Raster { nodata: Some(-1.0), ..Raster::of([1_i32; 16]) };
        scene = scene.raster(&format!("land_{year}.tif"), &raster).append(&format!(
            "\n[layers.land_{year}]\npath = \"land_{year}.tif\"\nkind = \"class\"\nscheme = \"tanhui\"\nyear = {year}\n"
        ));
    }
    assert_snapshot!(scene.refused(65), @r"
    error: 4 class layers take 104 bits per pixel, 64 is the most
      in pipeline.toml, line 6

    hint: store class layers as 8-bit integers
    ");
}
