use insta::assert_snapshot;

use super::{ACTIVITY, PRODUCTS, STOCKS, accounts, close, example};

fn refused_activity(from: &str, to: &str) -> String {
    assert!(ACTIVITY.contains(from), "{from}");
    example().file("activity.csv", ACTIVITY.replacen(from, to, 1)).refused(65)
}

#[test]
fn activity_data_that_mean_nothing_are_refused() {
    assert_snapshot!(refused_activity("harvest", "harvst"), @r"
    error: no kind of activity `harvst`: there is growth, harvest, fuelwood, fuelwood_parts, disturbance, fire, land_to_forest, land_from_forest
      in `activity.csv`, line 3
      in pipeline.toml, line 15

    hint: did you mean `harvest`?
    ");
    assert_snapshot!(refused_activity("harvest,1000", "harvest,-1000"), @r"
    error: found `-1000` in column `amount`, expected a number, 0 or more
      in `activity.csv`, line 3
      in pipeline.toml, line 15
    ");
    assert_snapshot!(refused_activity("species_group,kind", "species_group,knd"), @r"
    error: `activity.csv` has no column `kind`: it has zone, species_group, knd, amount, unit, area_ha, growing_stock_m3_per_ha, above_ground_t_dm_per_ha, share_lost, fuel_t_dm_per_ha, fire_class, year, biomass_before_t_dm_per_ha, biomass_after_t_dm_per_ha, soil_before_t_c_per_ha, soil_after_t_c_per_ha
      in pipeline.toml, line 15
    ");
    assert_snapshot!(refused_activity(",share_lost,", ",shares_lost,"), @r"
    error: column `share_lost` is not there, expected a number
      in `activity.csv`, line 4
      `disturbance` needs it
      in pipeline.toml, line 15

    error: column `share_lost` is not there, expected a number
      in `activity.csv`, line 9
      `disturbance` needs it
      in pipeline.toml, line 15
    ");
    assert_snapshot!(refused_activity("4,0.3", "4,30"), @r"
    error: found 30 in column `share_lost`, expected a share from 0 to 1
      in `activity.csv`, line 4
      in pipeline.toml, line 15

    hint: divide a percentage by 100
    ");
    assert_snapshot!(refused_activity("1000,m³/yr", "1000,t"), @r"
    error: found the unit `t`, expected `m³/yr`, `m3/yr`, `m³`, `m3`
      in `activity.csv`, line 3
      in pipeline.toml, line 15
    ");
    assert_snapshot!(refused_activity("masson_pine,harvest", "mason_pine,harvest"), @r"
    error: no species group in `[forest_change.forest.gain_loss.species_groups]` `mason_pine`: there is masson_pine, young_forest
      in `activity.csv`, line 3
      in pipeline.toml, line 15

    hint: did you mean `masson_pine`?
    ");
    assert_snapshot!(refused_activity("1000,m³/yr,,30", "1000,m³/yr,,"), @r"
    error: column `growing_stock_m3_per_ha` is empty, expected a number
      in `activity.csv`, line 3
      `harvest` needs it
      in pipeline.toml, line 15

    hint: fill it with that of the stand, or give a factor of your own that holds for all stands
    ");
    assert_snapshot!(refused_activity("temperate_other", "temperate"), @r"
    error: `parameters/forest/fire.csv` has no fire_class `temperate` under ipcc2006, combustion_factor: it has felled_and_burned, post_logging_slash, temperate_other
      in `activity.csv`, line 10
      in pipeline.toml, line 15

    hint: did you mean `temperate_other`?
    ");
    assert_snapshot!(refused_activity("2020,80,10", "2021,80,10"), @r"
    error: the land is converted in 2021, after the period ends in 2020
      in `activity.csv`, line 11
      in pipeline.toml, line 15
    ");
    assert_snapshot!(refused_activity("2020,80,10", "2020,80,"), @r"
    error: column `biomass_before_t_dm_per_ha` is filled, but `biomass_after_t_dm_per_ha` is empty
      in `activity.csv`, line 11
      in pipeline.toml, line 15
    ");
    assert_snapshot!(refused_activity("south,young_forest,disturbance,100,ha,,,60,0.45,,,,,,,\n", ""), @r"
    error: a fire in `young_forest` of zone `south` has no `disturbance` row
      in pipeline.toml, line 15

    hint: add one with what the trees lost in it; `share_lost` is 0 where they lost nothing
    ");
    assert_snapshot!(refused_activity("south,young_forest,fuelwood_parts,200,m³", "south,young_forest,fuelwood,1000,m³"), @r"
    error: the same activity is given twice
      in `activity.csv`, line 8
      in pipeline.toml, line 15

    hint: if both happened, add their amounts
    ");
    assert_snapshot!(refused_activity("harvest,1000", "harvest,1e300"), @r"
    error: found 1e300 in column `amount`, expected at most 1e15
      in `activity.csv`, line 3
      in pipeline.toml, line 15
    ");
}

#[test]
fn wrong_rows_are_reported_together() {
    let table = ACTIVITY.replacen("harvest", "harvst", 1).replacen("4.0", "-4.0", 1).replacen("fire,100", "fire,x", 1);
    let message = example().file("activity.csv", table).refused(65);
    for line in ["line 2", "line 3", "line 10"] {
        assert!(message.contains(line), "{line}: {message}");
    }
}

fn refused_stocks(from: &str, to: &str) -> String {
    assert!(STOCKS.contains(from), "{from}");
    example().file("stocks.csv", STOCKS.replace(from, to)).refused(65)
}

#[test]
fn inventories_that_do_not_fit_are_refused() {
    assert_snapshot!(refused_stocks("chinese_fir", "chinese_fire"), @r"
    error: `chinese_fire` has no default in table `biomass_expansion`: those with one are masson_pine, other_pine, chinese_fir, cryptomeria, metasequoia, cypress, oak, camphor_schima, hardwood, softwood, mixed_conifer, mixed_broadleaf, mixed_con_broad, slash_pine, yunnan_pine, chinese_pine, armand_pine, mongolian_pine, korean_pine, tsuga_cryptomeria
      in column `species_group` of `stocks.csv`
      in pipeline.toml, line 9

    hint: did you mean `chinese_fir`?
    ");
    assert_snapshot!(refused_stocks("north,slash_pine,2019,1000,50000\n", ""), @r"
    error: species group `slash_pine` of zone `north` has no row of 2019
      in pipeline.toml, line 9

    hint: write 0 ha and 0 where there was none
    ");
    assert_snapshot!(refused_stocks("slash_pine,2019", "slash_pine,2018"), @r"
    error: found the year 2018, expected 2019 or 2020, the period's ends
      in `stocks.csv`, line 4
      in pipeline.toml, line 9
    ");
    assert_snapshot!(refused_stocks("slash_pine,2019", "slash_pine,2020"), @r"
    error: species group `slash_pine` has two rows of 2020 in this zone
      in `stocks.csv`, line 5
      in pipeline.toml, line 9
    ");
    assert_snapshot!(refused_stocks("2020,1000,60000", "2020,1000,-60000"), @r"
    error: found `-60000` in column `growing_stock_m3`, expected a number, 0 or more
      in `stocks.csv`, line 3
      in pipeline.toml, line 9
    ");
    assert_snapshot!(refused_stocks("2020,1000,60000", "2020,0,60000"), @r"
    error: found 60000 m³ of growing stock on 0 ha, expected an area
      species group `chinese_fir` of zone `north`
      in pipeline.toml, line 5
    ");
    assert_snapshot!(refused_stocks("growing_stock_m3", "stock"), @r"
    error: the table has none of the columns `growing_stock_m3`, `living_biomass_t_dm`, `living_biomass_t_c`, expected one
      in pipeline.toml, line 9
    ");
    let scene = example().with("evidence = \"derived\"\ncarbon_fraction = \"ipcc2006\"\n", "evidence = \"derived\"\n");
    assert_snapshot!(scene.refused(65), @r#"
    error: the carbon in `growing_stock_m3` is not known
      in pipeline.toml, line 8

    hint: add `carbon_fraction = "ipcc2006"`, or `"china"`, which gives more carbon
    "#);
}

#[test]
fn a_period_that_goes_backwards_is_refused() {
    assert_snapshot!(example().with("[2019, 2020]", "[2020, 2019]").refused(65), @r"
    error: the period goes from 2020 to 2019, expected a later year as its end
      in pipeline.toml, line 6

    hint: write the earlier year first; the change of the year 2020 alone is `[2019, 2020]`
    ");
    assert_snapshot!(example().with("[2019, 2020]", "[2019, 2019]").refused(65), @r"
    error: the period goes from 2019 to 2019, expected a later year as its end
      in pipeline.toml, line 6

    hint: write the earlier year first; the change of the year 2020 alone is `[2019, 2020]`
    ");
}

#[test]
fn what_nobody_has_read_is_refused_unless_allowed() {
    let subtropical = "root_to_shoot = { set = \"ipcc2006\", zone = \"subtropical_humid\", forest_type = \"any\" }";
    let temperate = "root_to_shoot = { set = \"ipcc2006\", zone = \"temperate\", forest_type = \"conifers\" }";
    let scene = example().with(temperate, subtropical);
    let message = scene.refused(65);
    assert!(message.contains("nobody has read") && message.contains("allow_unverified"), "{message}");
    assert_snapshot!(message.split("\n\nerror").next().expect("a problem"), @r"
    error: nobody has read ipcc2006, subtropical_humid, any of `parameters/forest/root_to_shoot.csv` in its source: 0.2 t d.m./t d.m.
      its source is IPCC 2006 Guidelines, vol. 4, Table 4.4
      in `activity.csv`, line 2
      in pipeline.toml, line 15

    hint: choose another row, or set `allow_unverified = true`: every figure then says so
    ");
    let scene = scene.with("period = [2019, 2020]", "period = [2019, 2020]\nallow_unverified = true");
    let growth = [("zone", "north"), ("category", "growth: masson_pine"), ("evidence", "unverified")];
    close(accounts(&scene).value(&growth), 100_000.0 * 4.0 * 1.20 * 0.47);
    let declared = example().with("evidence = \"secondary\"", "evidence = \"unverified\"");
    assert_snapshot!(declared.refused(65), @r"
    error: nobody has read the values of `worked examples of IPCC 2006 Guidelines, vol. 4, ch. 2, in a public transcription` in their source
      in pipeline.toml, line 16

    hint: set `allow_unverified = true` in `[forest_change.forest]`: every figure then says so
    ");
}

#[test]
fn products_without_their_years_are_refused() {
    let refused = |from: &str, to: &str| {
        assert!(PRODUCTS.contains(from), "{from}");
        example().file("products.csv", PRODUCTS.replacen(from, to, 1)).refused(65)
    };
    assert_snapshot!(refused("*,paper,2017,0,t C\n", ""), @r"
    error: `paper` of zone `*` has no row of 2017
      in pipeline.toml, line 36

    hint: write 0 where nothing was made
    ");
    assert_snapshot!(refused("paper,2017", "papr,2017"), @r"
    error: `parameters/forest/harvested_wood.csv` has no product `papr` under ipcc: it has any, panels, paper, sawnwood
      in `products.csv`, line 16
      in pipeline.toml, line 36

    hint: did you mean `paper`?
    ");
    assert_snapshot!(refused("paper,2017", "paper,2014"), @r"
    error: found the year 2014, expected one from 2015 to 2020
      in `products.csv`, line 16
      in pipeline.toml, line 36
    ");
    assert_snapshot!(refused("paper,2017", "paper,2016"), @r"
    error: `paper` has two rows of 2016 in this zone
      in `products.csv`, line 16
      in pipeline.toml, line 36
    ");
    // The carbon in a cubic metre is not verified; where it is allowed, paper is not counted in them.
    assert_snapshot!(refused("sawnwood,2015,1000,t C", "sawnwood,2015,1000,m³"), @r"
    error: nobody has read ipcc, sawnwood, carbon_content of `parameters/forest/harvested_wood.csv` in its source: 0.229 t C/m³
      its source is IPCC defaults of harvested wood products
      in `products.csv`, line 2
      in pipeline.toml, line 36

    hint: choose another row, or set `allow_unverified = true`: every figure then says so
    ");
    let allowed = example().with("[2015, 2020]", "[2015, 2020]\nallow_unverified = true");
    let allowed = allowed.file("products.csv", PRODUCTS.replacen("paper,2015,1000,t C", "paper,2015,1000,m³", 1));
    assert_snapshot!(allowed.refused(65), @r"
    error: found the unit `m³`, expected `t C` or `t`
      in `products.csv`, line 14
      in pipeline.toml, line 37
    ");
    assert_snapshot!(example().with("first_year = 2015", "first_year = 2016").refused(65), @r"
    error: products begin in 2016, after the period begins in 2015
      in pipeline.toml, line 39

    hint: give inflows from far back: without them old products seem not to decay
    ");
}

#[test]
fn a_section_that_declares_nothing_is_refused() {
    let scene = example().append("\n[forest_change.empty]\nperiod = [2019, 2020]\n");
    assert_snapshot!(scene.refused(65), @r"
    error: forest change `empty` declares nothing
      in pipeline.toml, line 42

    hint: add `stock_difference`, `gain_loss` or `harvested_wood`
    ");
    assert_snapshot!(example().with("period = [2019, 2020]", "period = [2019, 2020]\nzones = \"towns\"").refused(65), @r"
    error: no zone set `towns`: there is none
      in pipeline.toml, line 7
    ");
}
