use insta::assert_snapshot;

use super::invented;
use crate::support::scene::Scene;

#[test]
fn an_unknown_quantity_lists_those_there_are() {
    let message = invented()
        .with("[targets.stock]\nquantity = \"growing_stock\"", "[targets.stock]\nquantity = \"growing_stok\"")
        .refused(65);
    assert!(message.contains("found `growing_stok`") && message.contains("did you mean `growing_stock`?"), "{message}");
    assert_snapshot!(invented().with("[targets.stock]\nquantity = \"growing_stock\"", "[targets.stock]\nquantity = \"target_gap\"").refused(65), @r"
    error: `target_gap` is computed, it cannot be given
      in pipeline.toml, line 47

    hint: expected `area`, `cover_rate`, `growing_stock`, `growing_stock_per_hectare`, `carbon_stock` or `planted_area`
    ");
}

#[test]
fn a_category_without_figures_is_refused() {
    assert_snapshot!(invented().with("category = \"forest\"\nvalue = 130.0", "category = \"living\"\nvalue = 130.0").refused(65), @r"
    error: no figure of `growing_stock` in category `living`: there is forest
      in pipeline.toml, line 43
    ");
    assert_snapshot!(invented().with("[targets.stock]\nquantity = \"growing_stock\"", "[targets.stock]\nquantity = \"carbon_stock\"").with("unit = \"m3\"\nyear = 2026", "unit = \"t C\"\nyear = 2026").refused(65), @r"
    error: no figure of `carbon_stock` in category `forest`, nor in any other
      in pipeline.toml, line 43

    hint: add a `[series]` of observed values, or a method
    ");
}

#[test]
fn a_year_that_is_not_after_the_latest_observed_is_refused() {
    assert_snapshot!(invented().with("year = 2026", "year = 2022").refused(65), @r"
    error: the target's year is 2022, but 2022 is observed already
      in pipeline.toml, line 43

    hint: set a `year` after the latest observed one
    ");
    assert_snapshot!(invented().with("year = 2026", "year = 2999").refused(65), @r"
    error: the target is 977 years after its start, at most 200 are projected
      in pipeline.toml, line 43
    ");
}

#[test]
fn a_zone_without_a_series_is_refused() {
    assert_snapshot!(invented().with("[targets.stock]", "[targets.stock]\nzone = \"nroth\"").refused(65), @r"
    error: zone `nroth` has no figure of `growing_stock`: there is *, all zones, north
      in pipeline.toml, line 43

    hint: did you mean `north`?
    ");
}

#[test]
fn a_zone_that_two_series_have_is_ambiguous() {
    let other = "\n[[series.other.rows]]\nzone = \"*\"\nyear = 2021\nquantity = \"growing_stock\"\ncategory = \"forest\"\nvalue = 1.0\n\
                 unit = \"m3\"\nsource = \"x\"\nevidence = \"derived\"\n";
    assert_snapshot!(invented().append(other).refused(65), @r#"
    error: zone `*` has figures of `growing_stock` in `other` and `survey`
      in pipeline.toml, line 43

    hint: say which are meant: `from = "other"`
    "#);
    invented().append(other).with("[targets.stock]", "[targets.stock]\nfrom = \"survey\"").succeed();
}

#[test]
fn values_that_cannot_be_are_refused() {
    for (from, to) in [
        ("value = 110.0", "value = -110.0"),
        ("value = 110.0", "value = 1e300"),
        ("value = 130.0", "value = -1.0"),
        ("value = 130.0", "value = 0.0"),
        ("value = 130.0", "value = 1e17"),
    ] {
        invented().with(from, to).refused(65);
    }
    assert_snapshot!(invented().with("value = 110.0", "value = -110.0").refused(65), @r"
    error: found the value -110 m3, expected a number that is not negative
      zone `*`, 2022, `growing_stock` of `forest`
      in pipeline.toml, line 13
    ");
    assert_snapshot!(invented().with("value = 130.0", "value = -1.0").refused(65), @r"
    error: the target is -1 m3, expected more than 0
      in pipeline.toml, line 46
    ");
    assert_snapshot!(invented().with("unit = \"m3\"\nyear = 2026", "unit = \"ha\"\nyear = 2026").refused(65), @r"
    error: `growing_stock` has the unit `ha`, expected `m³`, `m3`, `10^4 m3`, `万m³`, `10^6 m3`, `Mm³`
      in pipeline.toml, line 47
    ");
}

#[test]
fn a_value_that_is_given_twice_or_unverified_or_without_source_is_refused() {
    assert_snapshot!(invented().with("year = 2022", "year = 2020").refused(65), @r"
    error: the value is given twice
      zone `*`, 2020, `growing_stock` of `forest`
      in pipeline.toml, line 13

    hint: tell figures of different definition apart by `category`
    ");
    assert_snapshot!(invented().with("evidence = \"derived\"", "evidence = \"unverified\"").refused(65), @r"
    error: nobody has read this value in its source
      zone `*`, 2020, `growing_stock` of `forest`
      in pipeline.toml, line 3

    hint: set `allow_unverified = true` in the series: every figure then says so
    ");
    assert_snapshot!(invented().with("source = \"an example\"", "source = \"\"").refused(65), @r"
    error: the value has no source
      zone `*`, 2020, `growing_stock` of `forest`
      in pipeline.toml, line 3

    hint: fill `source`: who published it, where
    ");
}

#[test]
fn a_cover_target_without_a_denominator_is_refused() {
    let cover = "[targets.stock]\nquantity = \"cover_rate\"";
    let scene = || {
        invented()
            .with("[targets.stock]\nquantity = \"growing_stock\"", cover)
            .with("value = 130.0\nunit = \"m3\"", "value = 48.0\nunit = \"%\"")
    };
    assert_snapshot!(scene().refused(65), @r#"
    error: a cover target without a denominator means nothing
      in pipeline.toml, line 43

    hint: add `denominator = { area_ha = …, source = "…", year = … }`: the land area the rate is a share of
    "#);
    let small = "denominator = { area_ha = 0.0, source = \"x\", year = 2022 }";
    assert_snapshot!(scene().append(small).refused(65), @r"
    error: the denominator is 0 ha, expected a land area
      in pipeline.toml, line 49
    ");
    // A rate needs the forest area it is made from.
    let denominator = "denominator = { area_ha = 1000.0, source = \"x\", year = 2022 }";
    assert_snapshot!(scene().append(denominator).refused(65), @r"
    error: no figure of `area` in category `forest`, nor in any other
      in pipeline.toml, line 43

    hint: add a `[series]` of observed values, or a method
    ");
}

#[test]
fn assumptions_that_do_not_fit_are_refused() {
    let with =
        |assumptions: &str| invented().append(&format!("\n[targets.stock.assumptions]\n{assumptions}\n")).refused(65);
    assert_snapshot!(with("harvest_m3 = { value = 1.0, source = \"x\" }"), @r"
    error: the assumptions leave out growth, without which a stock cannot be projected
      in pipeline.toml, line 50

    hint: add `gross_growth_percent` for all or for every age group, or `net_change`, or drop the assumptions
    ");
    assert_snapshot!(with("loss_ha = { value = 1.0, source = \"x\" }\ngross_growth_percent = { value = 5.0, low = 6.0, high = 7.0, source = \"x\" }"), @r"
    error: the interval 6 to 7 of `gross_growth_percent` does not hold the value 5
      in pipeline.toml, line 52

    error: `loss_ha` says nothing about `growing_stock`
      in pipeline.toml, line 51
    ");
    assert_snapshot!(with("gross_growth_percent = { value = 5.0, low = 4.0, source = \"\" }"), @r"
    error: `gross_growth_percent` has one limit
      in pipeline.toml, line 51

    hint: give both `low` and `high`, or neither
    ");
    assert_snapshot!(
        with("gross_growth_percent = { value = 500.0, source = \"x\" }\n[[targets.stock.assumptions.age_groups]]\nname = \"young\"\nstock_m3 = 1.0"), @r"
    error: `gross_growth_percent` is 500, expected 0 to 100
      in pipeline.toml, line 51
    ");
    assert_snapshot!(
        with("gross_growth_percent = { value = 5.0, source = \"x\" }\n[[targets.stock.assumptions.age_groups]]\nname = \"young\"\nstock_m3 = 1.0"), @r"
    error: the age groups hold 1 m³, but the target starts from 110 m³
      in pipeline.toml, line 43

    hint: give the stock of every age group in the year the target starts from
    ");
}

#[test]
fn a_target_after_another_must_fit_it() {
    let second = |after: &str, year: i32| {
        format!(
            "\n[targets.later]\nquantity = \"growing_stock\"\ncategory = \"forest\"\nvalue = 150.0\nunit = \"m3\"\nyear = {year}\nafter = \"{after}\"\n"
        )
    };
    assert_snapshot!(invented().append(&second("stokc", 2030)).refused(65), @r"
    error: no target `stokc`
      in pipeline.toml, line 56

    hint: did you mean `stock`?
    ");
    assert_snapshot!(invented().append(&second("stock", 2026)).refused(65), @r"
    error: target `stock` is of 2026, this one of 2026
      in pipeline.toml, line 56

    hint: a target can start from an earlier one only
    ");
    invented().append(&second("stock", 2030)).succeed();
}

#[test]
fn a_table_with_a_broken_row_names_file_and_line() {
    let scene = Scene::new()
        .file("series.csv", "zone,year,quantity,value,unit,source,evidence\n*,2022,area,\"1,846\",ha,x,derived\n");
    let table = |scene: Scene| {
        let mut scene = scene;
        "name = \"table\"\n[series.survey]\ntable = \"series.csv\"\n".clone_into(&mut scene.pipeline);
        scene
    };
    assert_snapshot!(table(scene).refused(65), @r"
    error: cannot read `series.csv`
      cause: CSV deserialize error: record 1 (line: 2, byte: 46): field 3: invalid float literal
      in pipeline.toml, line 3

    hint: write numbers without thousands separators; leave `value` empty where it is unknown
    ");
    let scene =
        Scene::new().file("series.csv", "zone,year,quantity,value,unit,source,evidence\n*,2022,area,,ha,x,derived\n");
    assert_snapshot!(table(scene).refused(65), @r"
    error: series `survey` holds no value
      in pipeline.toml, line 2

    hint: give `table` or `rows`
    ");
}

#[test]
fn zones_of_a_series_are_those_of_the_zone_set_it_names() {
    let zones = "\n[zones.districts]\npath = \"zones.geojson\"\nid = \"id\"\nname = \"name\"\n\n[series.survey]\nzones = \"districts\"\n";
    let scene = || invented().with("name = \"invented\"\n", &format!("name = \"invented\"\n{zones}"));
    scene().with("zone = \"north\"", "zone = \"西区\"").with("zone = \"north\"", "zone = \"1\"").succeed();
    assert_snapshot!(scene().refused(65), @r"
    error: no zone in set `districts` with the id or name `north`: there is 西区, 东区
      zone `north`, 2020, `growing_stock` of `forest`
      in pipeline.toml, line 31

    error: no zone in set `districts` with the id or name `north`: there is 西区, 东区
      zone `north`, 2022, `growing_stock` of `forest`
      in pipeline.toml, line 41
    ");
}

#[test]
fn a_comparison_of_cover_rates_needs_both_years() {
    let comparison = |keys: &str| format!("\n[cover_rate_changes.x]\nzone = \"*\"\ncategory = \"forest\"\n{keys}\n");
    let rate = |year: i32| {
        format!(
            "\n[[series.survey.rows]]\nzone = \"*\"\nyear = {year}\nquantity = \"cover_rate\"\ncategory = \"forest\"\nvalue = 40.0\nunit = \"%\"\nsource = \"x\"\nevidence = \"derived\"\n"
        )
    };
    assert_snapshot!(invented().append(&rate(2020)).append(&comparison("years = [2020, 2022]")).refused(65), @r"
    error: no cover rate of 2022 in category `forest`: there is 2020
      in pipeline.toml, line 60
    ");
    assert_snapshot!(invented().append(&rate(2020)).append(&comparison("years = [2022, 2020]\ndefinition_change_ha = 1.0")).refused(65), @r"
    error: the years are 2022 and 2020, expected the earlier one first
      in pipeline.toml, line 63

    error: `definition_change_ha` has no source
      in pipeline.toml, line 64

    hint: add `definition_source`: who says so, or that it is assumed
    ");
}
