use insta::assert_snapshot;

use super::{Survey, TWO_PLOTS, one_tree_per_hectare};

#[test]
fn everything_that_is_wrong_with_a_list_is_reported_at_once() {
    let survey = Survey::new("", TWO_PLOTS)
        .file("plots.csv", "plot,ha,forest\na,0.08,1\nb,0,1\na,0.08,1\nc,0.08,0\n")
        .file(
            "trees.csv",
            "plot,species,d,h,l,n\na,mason_pine,20,15,5,1\na,masson_pine,0,15,5,1\na,masson_pine,20 cm,-1,5,1\n\
             a,masson_pine,20,15,50,1\nA9,masson_pine,20,15,5,1\na,masson_pine,20,15,,1\na,masson_pine,20,15,,1\n\
             a,cypress,20,15,5,1\na,oak,20,,5,1\n",
        )
        .append("[samples.survey.trees.species.okk]\ngroup = \"oak\"\n");
    assert_snapshot!(survey.refused(), @r#"
    error: nobody says how the plots were drawn
      in survey.toml, line 2

    hint: set `design` to `simple_random`, `systematic`, `stratified`, `post_stratified` or `double_sampling`

    error: found `0` in column `ha`, expected more than 0
      in `plots.csv`, line 3
      in survey.toml, line 2

    error: plot `a` stands twice, expected once
      in `plots.csv`, line 4
      in survey.toml, line 2

    error: found `0` in column `d`, expected more than 0
      in `trees.csv`, line 3
      in survey.toml, line 2

    error: found `20 cm` in column `d`, expected a number
      in `trees.csv`, line 4
      in survey.toml, line 2

    hint: all values of a column are in the one unit that the pipeline declares for it

    error: found `-1` in column `h`, expected more than 0
      in `trees.csv`, line 4
      in survey.toml, line 2

    error: found a crown 50 m long on a tree 15 m high
      in `trees.csv`, line 5
      in survey.toml, line 2

    hint: check that heights and crown lengths are in the units declared for their columns

    error: a tree is on plot `A9`, which is not in `plots.csv`
      in `trees.csv`, line 6
      in survey.toml, line 2

    error: `mason_pine` is no species group: there is bamboo, camphor_schima, chinese_fir, cryptomeria, cypress, hardwood, masson_pine, metasequoia, moso, oak, other_bamboo, other_conifer, other_pine, slash_pine, softwood
      plot `a`
      in `trees.csv`, line 2
      in survey.toml, line 2

    hint: did you mean `masson_pine`?
    hint: say what it is: `species."mason_pine" = { group = "masson_pine" }`

    error: `masson_pine` on plot `a` has no crown length, which the biomass model zhejiang pine needs
      in `trees.csv`, line 7
      the first of 2 rows of trees with this problem
      in survey.toml, line 2

    hint: measure it, or name a model of diameter and height: `species."masson_pine".biomass = { tree_biomass_d2h = { set = "anhui", row = "…" } }`, whose rows `tanhui parameters` lists

    error: species group `cypress` has no biomass model: those with one are masson_pine, other_pine, chinese_fir, cryptomeria, camphor_schima, hardwood, oak, softwood, moso
      plot `a`
      in `trees.csv`, line 9
      in survey.toml, line 2

    hint: name one: `species."cypress".biomass = { tree_biomass_d2h = { set = "anhui", row = "mixed_broadleaf" } }`; `tanhui parameters` lists them

    error: `oak` on plot `a` has no height, which the volume equation fujian broadleaf needs
      in `trees.csv`, line 10
      in survey.toml, line 2

    hint: measure it, or leave the row out: a tree that was not measured is no zero

    error: the pipeline says what `okk` is, but no tree is one
      in survey.toml, line 2

    hint: did you mean `oak`?
    "#);
}

#[test]
fn an_equation_that_nobody_has_read_is_refused_unless_it_is_allowed() {
    let cypress = "[samples.survey.trees.species.cypress]\nvolume = { set = \"unattributed\", row = \"cypress\" }\n";
    let survey = one_tree_per_hectare(&[("cypress", 20.0, 15.0, 4.0)], "").append(cypress);
    assert!(survey.refused().contains("nobody has read unattributed, cypress, a"));
    let survey = one_tree_per_hectare(&[("cypress", 20.0, 15.0, 4.0)], "allow_unverified = true").append(cypress);
    let accounts = survey.accounts();
    assert!(accounts.value(&[("zone", "*"), ("quantity", "growing_stock"), ("evidence", "unverified")]) > 0.1);
}

#[test]
fn what_a_design_needs_is_asked_for() {
    let plots = "plot,ha,forest,stratum\na,1,1,x\nb,1,1,x\nc,1,1,y\n";
    let trees = "plot,species,d,h,l,n\na,oak,20,15,5,1\n";
    let refused = |design: &str, strata: &str| {
        let survey = Survey::new(design, TWO_PLOTS).file("plots.csv", plots).file("trees.csv", trees);
        survey.file("strata.csv", strata).refused()
    };
    let with = |design, key| {
        format!("design = \"{design}\"\nstrata = {{ path = \"strata.csv\", stratum = \"stratum\", {key} }}")
    };
    let messages = [
        refused("design = \"stratified\"", ""),
        refused(&with("systematic", "weight = \"w\""), "stratum,w\nx,1\n"),
        refused(&with("double_sampling", "weight = \"w\""), "stratum,w\nx,1\n"),
        refused(&with("stratified", "weight = \"w\""), "stratum,w\nx,30\ny,70\n"),
        refused(&with("stratified", "weight = \"w\""), "stratum,w\nx,0.3\nyy,0.7\n"),
        refused(&with("stratified", "weight = \"w\""), "stratum,w\nx,0.3\ny,0.7\n"),
        refused(&with("double_sampling", "points = \"n\""), "stratum,n\nx,1.5\ny,7\n"),
        refused(
            "design = \"systematic\"\nauxiliary = { column = \"ha\", population_mean = { county = 3 }, source = \"a map\" }",
            "",
        ),
        refused(
            "design = \"systematic\"\nauxiliary = { column = \"ha\", population_mean = 3, source = \"a map\" }",
            "",
        ),
    ];
    assert_snapshot!(messages.join("\n---\n"), @r#"
    error: the design has strata, but their sizes are not given
      in survey.toml, line 2

    hint: add `strata = { path = "strata.csv", stratum = "stratum", weight = "weight" }`

    ---
    error: `strata` are given, but the design has none
      in survey.toml, line 2

    hint: set `design = "post_stratified"` if plots were put into strata after they were drawn

    ---
    error: `strata` of this design need `points`, the column of sizes, and no other
      in survey.toml, line 2

    ---
    error: the weights of the strata add up to 100 in column `w`, expected 1
      in `strata.csv`
      in survey.toml, line 2

    hint: divide areas or counts of pixels by their sum; points of a first sample are `double_sampling`

    ---
    error: plot `c` is in stratum `y` of unit `330212`, which is not in `strata.csv`: there is x, yy
      in `plots.csv`, line 4
      in survey.toml, line 2

    hint: did you mean `x`?

    ---
    error: stratum `y` of unit `330212`, in `strata.csv`, has too few plots: 1, expected two or more
      in survey.toml, line 2

    hint: collapse it with a similar one: give both, and their plots, the same name

    ---
    error: found `1.5` in column `n`, expected a number of points
      in `strata.csv`, line 2
      in survey.toml, line 2

    ---
    error: unit `330212` has no `population_mean` of the auxiliary
      in survey.toml, line 2

    error: `population_mean` names unit `county`, which has no area
      in survey.toml, line 2

    ---
    error: a line cannot be fitted: expected three plots or more on which the auxiliary differs
      the auxiliary of unit `330212`
      in survey.toml, line 2
    "#);
}
