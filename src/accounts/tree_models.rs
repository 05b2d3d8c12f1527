//! Which volume equation and which biomass model the trees of a species take.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tree_basis::Basis;
use crate::error::{Error, Result, nearest};
use crate::models::{Allometry, CarbonFraction, DiameterHeightAllometry, TreeMeasures, TreeVolume};
use crate::parameters::Parameter;
use crate::parameters::forest::{AllometryRows, DiameterHeightRows, ForestDefaults, ForestParameters, TreePart};

/// What a species, or a code for one, is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeciesEntry {
    /// The species group whose equations it takes; by default its own name.
    pub group: Option<String>,
    /// The volume equation, a row of `tree_volume`; by default that of the group.
    pub volume: Option<SetRow>,
    /// The biomass model; by default that of the group.
    pub biomass: Option<BiomassRow>,
}

/// Where an equation stands in its table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRow {
    /// The set.
    pub set: String,
    /// The species group in the set.
    pub row: String,
}

/// A biomass model, by its table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BiomassRow {
    /// Stem, crown and root from height, diameter and crown length.
    TreeBiomass(SetRow),
    /// Stem, branch, leaf and root from diameter squared times height.
    TreeBiomassD2h(SetRow),
    /// The dry mass of a culm, roots included.
    Bamboo(CulmRow),
}

/// The mass of a culm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CulmRow {
    /// The set of `bamboo` with the mass of a culm.
    pub set: String,
    /// The set of `bamboo` with the root-to-shoot ratio that parts it; without one, it is not parted.
    pub root_to_shoot: Option<String>,
}

/// Every model that trees can take.
#[derive(Debug)]
pub struct TreeModels {
    parameters: ForestParameters,
    defaults: ForestDefaults,
    species: BTreeMap<String, SpeciesEntry>,
    carbon: Option<(Parameter, Basis)>,
}

/// What the trees of a species take.
#[derive(Debug)]
pub(super) struct SpeciesModel {
    /// The volume equation and its name; none for bamboo, which is counted in culms.
    pub(super) volume: Option<(TreeVolume, String)>,
    pub(super) volume_basis: Basis,
    /// The biomass model and its name, where biomass is accounted.
    pub(super) biomass: Option<(BiomassModel, String)>,
    pub(super) biomass_basis: Basis,
}

/// A biomass model with its coefficients.
#[derive(Debug)]
pub(super) enum BiomassModel {
    /// Stem and root, and what makes up the crown.
    Parts { stem: PartModel, crown: Vec<PartModel>, root: PartModel },
    /// kg of a culm, and its root-to-shoot ratio.
    Culm(f64, Option<f64>),
}

/// The model of one part of a tree.
#[derive(Debug, Clone, Copy)]
pub(super) enum PartModel {
    Allometry(Allometry),
    DiameterHeight(DiameterHeightAllometry),
}

impl PartModel {
    pub(super) fn needs_crown_length(&self) -> bool {
        matches!(self, Self::Allometry(Allometry { crown_length: Some(_), .. }))
    }

    pub(super) fn kilograms(&self, tree: &TreeMeasures) -> Result<f64> {
        match self {
            Self::Allometry(model) => model.kilograms(tree),
            Self::DiameterHeight(model) => model.kilograms(tree),
        }
    }
}

impl TreeModels {
    /// The models in the binary, what a pipeline says of species, and the set of the carbon fraction: without it there is
    /// neither biomass nor carbon.
    ///
    /// # Errors
    /// A carbon fraction that is not there, or an unverified one that is not allowed.
    pub fn new(
        species: BTreeMap<String, SpeciesEntry>,
        carbon_fraction: Option<&str>,
        allow_unverified: bool,
    ) -> Result<Self> {
        let parameters = ForestParameters::built_in()?.allow_unverified(allow_unverified);
        let carbon = match carbon_fraction {
            None => None,
            Some(set) => {
                let row = parameters.carbon_fraction.get([set, "forest"])?;
                let mut basis = Basis::default();
                basis.add([row]);
                CarbonFraction::new(row.value)?;
                Some((row.clone(), basis))
            }
        };
        Ok(Self { parameters, defaults: ForestDefaults::built_in()?, species, carbon })
    }

    /// The species that the pipeline names.
    pub(super) fn named(&self) -> impl Iterator<Item = &str> {
        self.species.keys().map(String::as_str)
    }

    pub(super) fn carbon(&self) -> Option<&(Parameter, Basis)> {
        self.carbon.as_ref()
    }

    /// The models of a species as a table of trees writes it.
    pub(super) fn of(&self, species: &str) -> Result<SpeciesModel> {
        let entry = self.species.get(species).cloned().unwrap_or_default();
        let group = entry.group.as_deref().unwrap_or(species);
        let is_bamboo = self.defaults.choice("bamboo", group).is_ok();
        let groups: BTreeSet<&str> =
            self.defaults.rows().map(|(_, group, _)| group).filter(|group| *group != "*").collect();
        if !groups.contains(group) && (entry.volume.is_none() || entry.group.is_some()) {
            let known: Vec<&str> = groups.iter().copied().filter(|group| self.has_model(group)).collect();
            let candidates: Vec<&str> =
                known.iter().copied().chain(self.named()).filter(|name| *name != species).collect();
            let error = Error::data(format!("`{group}` is no species group: there is {}", known.join(", ")));
            let error = match nearest(group, candidates) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            };
            return Err(error.hint(format!("say what it is: `species.\"{species}\" = {{ group = \"masson_pine\" }}`")));
        }
        let mut model = SpeciesModel {
            volume: None,
            volume_basis: Basis::default(),
            biomass: None,
            biomass_basis: Basis::default(),
        };
        let mut problems = Vec::new();
        if !is_bamboo && let Err(problem) = self.take_volume(&mut model, species, group, entry.volume) {
            problems.push(problem);
        }
        if self.carbon.is_some()
            && let Err(problem) = self.take_biomass(&mut model, species, group, entry.biomass)
        {
            problems.push(problem);
        }
        Error::all(problems)?;
        Ok(model)
    }

    fn has_model(&self, group: &str) -> bool {
        ["tree_volume", "bamboo"].iter().any(|table| self.defaults.choice(table, group).is_ok())
    }

    fn take_volume(&self, model: &mut SpeciesModel, species: &str, group: &str, named: Option<SetRow>) -> Result<()> {
        let at = match named {
            Some(at) => at,
            None => self.default_row("tree_volume", group).ok_or_else(|| {
                let example = "volume = { set = \"fujian\", row = \"broadleaf\" }";
                self.without("volume equation", "tree_volume", species, group, example)
            })?,
        };
        let rows = self.parameters.tree_volume.equation(&at.set, &at.row)?;
        model.volume_basis.add(rows.parameters());
        model.volume = Some((rows.into(), format!("the volume equation {} {}", at.set, at.row)));
        Ok(())
    }

    fn take_biomass(
        &self,
        model: &mut SpeciesModel,
        species: &str,
        group: &str,
        named: Option<BiomassRow>,
    ) -> Result<()> {
        let culm = || self.default_row("bamboo", group).map(|at| CulmRow { set: at.set, root_to_shoot: None });
        let row = named
            .or_else(|| self.default_row("tree_biomass", group).map(BiomassRow::TreeBiomass))
            .or_else(|| culm().map(BiomassRow::Bamboo))
            .ok_or_else(|| {
                let example = "biomass = { tree_biomass_d2h = { set = \"anhui\", row = \"mixed_broadleaf\" } }";
                self.without("biomass model", "tree_biomass", species, group, example)
            })?;
        let basis = &mut model.biomass_basis;
        model.biomass = Some(match row {
            BiomassRow::TreeBiomass(SetRow { set, row }) => {
                let part = |part| self.parameters.tree_biomass.equation(&set, &row, part);
                let rows = [part(TreePart::Stem)?, part(TreePart::Crown)?, part(TreePart::Root)?];
                basis.add(rows.iter().flat_map(AllometryRows::parameters));
                let [stem, crown, root] = rows.map(|rows| PartModel::Allometry(rows.into()));
                (BiomassModel::Parts { stem, crown: vec![crown], root }, format!("the biomass model {set} {row}"))
            }
            BiomassRow::TreeBiomassD2h(SetRow { set, row }) => {
                let part = |part| self.parameters.tree_biomass_d2h.equation(&set, &row, part);
                let rows =
                    [part(TreePart::Stem)?, part(TreePart::Branch)?, part(TreePart::Leaf)?, part(TreePart::Root)?];
                basis.add(rows.iter().flat_map(DiameterHeightRows::parameters));
                let [stem, branch, leaf, root] = rows.map(|rows| PartModel::DiameterHeight(rows.into()));
                let crown = vec![branch, leaf];
                (BiomassModel::Parts { stem, crown, root }, format!("the biomass model {set} {row}"))
            }
            BiomassRow::Bamboo(CulmRow { set, root_to_shoot }) => {
                let mass = self.parameters.bamboo.get([&set, "biomass_per_culm"])?;
                basis.add([mass]);
                let ratio = root_to_shoot.map(|set| self.parameters.bamboo.get([&set, "root_to_shoot"])).transpose()?;
                basis.add(ratio);
                (BiomassModel::Culm(mass.value, ratio.map(|row| row.value)), format!("the mass of a culm {set}"))
            }
        });
        Ok(())
    }

    fn default_row(&self, table: &str, group: &str) -> Option<SetRow> {
        let choice = self.defaults.choice(table, group).ok()?;
        Some(SetRow { set: choice.set.clone(), row: choice.row.clone() })
    }

    fn without(&self, what: &str, table: &str, species: &str, group: &str, example: &str) -> Error {
        let with = self.defaults.rows().filter(|(known, ..)| *known == table).map(|(_, group, _)| group);
        let with = with.collect::<Vec<_>>().join(", ");
        Error::data(format!("species group `{group}` has no {what}: those with one are {with}"))
            .hint(format!("name one: `species.\"{species}\".{example}`; `tanhui parameters` lists them"))
    }
}
