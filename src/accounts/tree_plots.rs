//! Listed trees become values of their plots.

use std::collections::{BTreeMap, BTreeSet};

use super::tree_basis::{Basis, TreeBasis};
use super::tree_models::{BiomassModel, PartModel, SpeciesModel, TreeModels};
use crate::error::{Error, Result, nearest};
use crate::inventory_plots::{DrawnPlot, ListedPlot, ListedTree, PlotValues, TreeList};
use crate::models::{TreeMass, TreeMeasures, bamboo_biomass};
use crate::units::{
    AboveGroundBiomass, AboveGroundBiomassPerHectare, CubicMetres, CubicMetresPerHectare, TonnesDryMatter,
    TonnesDryMatterPerHectare,
};

/// One tree.
#[derive(Default)]
struct TreeValues {
    volume: CubicMetres,
    above_ground: AboveGroundBiomass,
    below_ground: TonnesDryMatter,
    unparted: TonnesDryMatter,
    culms: f64,
}

/// The values per hectare of plots from their trees:
///
/// value per hectare = Σ trees count · expansion · value of a tree
///
/// with an expansion in trees per hectare, 1 / plot area for plots on which all trees are counted. Trees on plots that are no
/// forest are left out; a plot without trees is zero.
///
/// # Errors
/// Species without a model, measures that a model needs and a tree lacks, and species that the pipeline names and no tree has,
/// together: once for each species, with the first of its trees.
pub fn tree_plots(list: &TreeList, models: &TreeModels) -> Result<(Vec<DrawnPlot>, TreeBasis)> {
    let mut problems = Problems::default();
    let mut basis = TreeBasis {
        biomass: models.carbon().is_some().then(Basis::default),
        carbon: models.carbon().cloned(),
        ..TreeBasis::default()
    };
    let mut of_species: BTreeMap<&str, Result<SpeciesModel>> = BTreeMap::new();
    let mut plots = Vec::new();
    for plot in &list.plots {
        let mut values = PlotValues {
            id: plot.id.clone(),
            classes: plot.land.iter().map(|land| (land.clone(), 1.0)).collect(),
            auxiliary: plot.auxiliary,
            ..PlotValues::default()
        };
        for tree in plot.trees.iter().filter(|_| plot.counts) {
            let model = of_species.entry(&tree.species).or_insert_with(|| models.of(&tree.species));
            let found =
                model.as_ref().map_err(|error| Problem::Other(error.clone())).and_then(|model| model.value(tree));
            match found {
                Ok(found) => add(&mut values, &found, tree.count * plot.expansion),
                Err(problem) => problems.of_tree(problem, plot, tree),
            }
        }
        plots.push(DrawnPlot {
            unit: plot.unit.clone(),
            stratum: plot.stratum.clone(),
            place: plot.place.clone(),
            values,
        });
    }
    of_species.values().flatten().for_each(|model| basis.take(model));
    let species: BTreeSet<&str> = list.trees().map(|(_, tree)| tree.species.as_str()).collect();
    let mut errors = problems.into_errors();
    for named in models.named().filter(|named| !species.contains(named)) {
        let error = Error::data(format!("the pipeline says what `{named}` is, but no tree is one"));
        errors.push(match nearest(named, species.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        });
    }
    Error::all(errors)?;
    Ok((plots, basis))
}

impl TreeBasis {
    fn take(&mut self, model: &SpeciesModel) {
        self.has_culms |= model.volume.is_none();
        self.has_unparted |= matches!(model.biomass, Some((BiomassModel::Culm(_, None), _)));
        self.volume.join(&model.volume_basis);
        for basis in self.biomass.iter_mut().chain(self.carbon.iter_mut().map(|(_, basis)| basis)) {
            basis.join(&model.biomass_basis);
        }
    }
}

fn add(plot: &mut PlotValues, tree: &TreeValues, per_hectare: f64) {
    plot.growing_stock = plot.growing_stock + CubicMetresPerHectare(tree.volume.0 * per_hectare);
    let layer = &mut plot.trees;
    layer.above_ground = layer.above_ground + AboveGroundBiomassPerHectare(tree.above_ground.0 * per_hectare);
    layer.below_ground = layer.below_ground + TonnesDryMatterPerHectare(tree.below_ground.0 * per_hectare);
    layer.unparted = layer.unparted + TonnesDryMatterPerHectare(tree.unparted.0 * per_hectare);
    layer.culms += tree.culms * per_hectare;
}

/// What a tree lacks, or another problem of it.
enum Problem<'a> {
    /// Which measure for which model, and whether it is bamboo.
    Lacks(&'static str, &'a str, bool),
    Other(Error),
}

impl From<Error> for Problem<'_> {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl SpeciesModel {
    /// Volume and biomass of one tree.
    fn value(&self, tree: &ListedTree) -> std::result::Result<TreeValues, Problem<'_>> {
        let mut values = TreeValues::default();
        if let Some((equation, name)) = &self.volume {
            let measures = measures(tree, name)?;
            values.volume = equation.volume(measures.diameter, measures.height)?;
        } else {
            values.culms = 1.0;
        }
        match &self.biomass {
            None => {}
            Some((BiomassModel::Culm(kilograms, None), _)) => {
                values.unparted = TonnesDryMatter(bamboo_biomass(1.0, *kilograms)?.0);
            }
            Some((BiomassModel::Culm(kilograms, Some(root_to_shoot)), _)) => {
                let whole = bamboo_biomass(1.0, *kilograms)?;
                values.above_ground = AboveGroundBiomass(whole.0 / (1.0 + root_to_shoot));
                values.below_ground = TonnesDryMatter(whole.0 - values.above_ground.0);
            }
            Some((BiomassModel::Parts { stem, crown, root }, name)) => {
                let measures = measures(tree, name)?;
                if measures.crown_length.is_none() && crown.iter().any(PartModel::needs_crown_length) {
                    return Err(Problem::Lacks("crown length", name, self.volume.is_none()));
                }
                let mass = TreeMass {
                    stem: stem.kilograms(&measures)?,
                    crown: crown.iter().map(|part| part.kilograms(&measures)).sum::<Result<f64>>()?,
                    root: root.kilograms(&measures)?,
                };
                values.above_ground = mass.above_ground();
                values.below_ground = mass.below_ground();
            }
        }
        Ok(values)
    }
}

fn measures<'a>(tree: &ListedTree, model: &'a str) -> std::result::Result<TreeMeasures, Problem<'a>> {
    let diameter = tree.diameter.ok_or(Problem::Lacks("diameter", model, false))?;
    let height = tree.height.ok_or(Problem::Lacks("height", model, false))?;
    Ok(TreeMeasures { diameter, height, crown_length: tree.crown_length })
}

/// Problems by what is wrong: the first tree of each is named, the others are counted.
#[derive(Default)]
struct Problems {
    kinds: Vec<(String, Error, usize)>,
}

impl Problems {
    fn add(&mut self, kind: String, error: impl FnOnce() -> Error) {
        match self.kinds.iter_mut().find(|(known, ..)| *known == kind) {
            Some((.., rows)) => *rows += 1,
            None => self.kinds.push((kind, error(), 1)),
        }
    }

    fn of_tree(&mut self, problem: Problem<'_>, plot: &ListedPlot, tree: &ListedTree) {
        let species = &tree.species;
        match problem {
            Problem::Lacks(measure, model, is_bamboo) => self.add(format!("{species} {measure} {model}"), || {
                let error = format!("`{species}` on plot `{}` has no {measure}, which {model} needs", plot.id);
                let hint = match (measure, is_bamboo) {
                    ("crown length", true) => format!(
                        "measure it, or take the mass of a culm: `species.\"{species}\".biomass = {{ bamboo = {{ set = \"zhejiang\" }} }}`"
                    ),
                    ("crown length", false) => format!(
                        "measure it, or name a model of diameter and height: `species.\"{species}\".biomass = {{ tree_biomass_d2h = {{ set = \"anhui\", row = \"…\" }} }}`, whose rows `tanhui parameters` lists"
                    ),
                    _ => "measure it, or leave the row out: a tree that was not measured is no zero".to_owned(),
                };
                Error::data(error).note(tree.place.clone()).hint(hint)
            }),
            Problem::Other(error) => {
                self.add(format!("{species} {error}"), || error.note(format!("plot `{}`", plot.id)).note(tree.place.clone()));
            }
        }
    }

    fn into_errors(self) -> Vec<Error> {
        let more = |(_, error, rows): (String, Error, usize)| match rows {
            1 => error,
            rows => error.note(format!("the first of {rows} rows of trees with this problem")),
        };
        self.kinds.into_iter().map(more).collect()
    }
}
