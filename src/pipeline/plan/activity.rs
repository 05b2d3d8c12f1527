//! The sections of mariculture, coastal management, soil cores and cropland: their tables read, their zones and species known.

use super::Builder;
use super::grid::unknown;
use super::zones::PlannedZoneSet;
use crate::error::Error;
use crate::pipeline::coast_management::PlannedCoastManagement;
use crate::pipeline::cropland::PlannedCropland;
use crate::pipeline::mariculture::PlannedMariculture;
use crate::pipeline::soil_cores::PlannedSoilCores;

/// The zone set of a section; none where zones are what the table calls them.
pub(super) struct Link<'a>(pub(super) Option<&'a PlannedZoneSet>);

impl Builder<'_> {
    pub(super) fn plan_mariculture(&mut self, zone_sets: &[PlannedZoneSet]) -> Vec<PlannedMariculture> {
        let mut planned = Vec::new();
        for (name, entry) in &self.file.mariculture {
            let Some(Link(zones)) = self.activity_zones("mariculture", name, entry.zones.as_deref(), zone_sets) else {
                continue;
            };
            let section = PlannedMariculture::read(self.document, name, entry, zones);
            planned.extend(self.keep(&["mariculture", name], section));
        }
        planned
    }

    pub(super) fn plan_coast_management(&mut self, zone_sets: &[PlannedZoneSet]) -> Vec<PlannedCoastManagement> {
        let mut planned = Vec::new();
        for (name, entry) in &self.file.coast_management {
            let zones = entry.zones.as_deref();
            let Some(Link(zones)) = self.activity_zones("coast_management", name, zones, zone_sets) else {
                continue;
            };
            let section = PlannedCoastManagement::read(self.document, name, entry, zones);
            planned.extend(self.keep(&["coast_management", name], section));
        }
        planned
    }

    pub(super) fn plan_soil_cores(&mut self) -> Vec<PlannedSoilCores> {
        let mut planned = Vec::new();
        for (name, entry) in &self.file.soil_cores {
            if self.activity_zones("soil_cores", name, None, &[]).is_some() {
                let section = PlannedSoilCores::read(self.document, name, entry);
                planned.extend(self.keep(&["soil_cores", name], section));
            }
        }
        planned
    }

    pub(super) fn plan_cropland(&mut self, zone_sets: &[PlannedZoneSet]) -> Vec<PlannedCropland> {
        let mut planned = Vec::new();
        for (name, entry) in &self.file.cropland {
            let Some(Link(zones)) = self.activity_zones("cropland", name, entry.zones.as_deref(), zone_sets) else {
                continue;
            };
            let section = PlannedCropland::read(self.document, name, entry, zones);
            planned.extend(self.keep(&["cropland", name], section));
        }
        planned
    }

    /// The link of a section to a zone set; none if that cannot be used. The section's own name must be free: it stands
    /// in the column of zone sets.
    pub(super) fn activity_zones<'a>(
        &mut self,
        section: &str,
        name: &str,
        set: Option<&str>,
        zone_sets: &'a [PlannedZoneSet],
    ) -> Option<Link<'a>> {
        let file = self.file;
        let others = [
            ("a zone set", file.zones.contains_key(name) || name == "grid"),
            ("a sample", file.samples.contains_key(name)),
            ("a series", file.series.contains_key(name)),
            ("a section of mariculture", section != "mariculture" && file.mariculture.contains_key(name)),
            ("a section of cropland", matches!(section, "soil_cores" | "wetland") && file.cropland.contains_key(name)),
            ("a section of wetland", section == "soil_cores" && file.wetland.contains_key(name)),
            (
                "a section of coast_management",
                section != "coast_management" && file.coast_management.contains_key(name),
            ),
        ];
        if let Some((other, _)) = others.into_iter().find(|(_, taken)| *taken) {
            let problem = Error::data(format!("`{name}` is the name of a section of {section} and of {other}"))
                .hint("rename one: both stand in the column `zone_set` of the account");
            self.problem(&[section, name], &problem);
        }
        let Some(set) = set else { return Some(Link(None)) };
        if !file.zones.contains_key(set) {
            let known: Vec<&str> = file.zones.keys().map(String::as_str).collect();
            self.problem(&[section, name, "zones"], &unknown("zone set", set, &known));
            return None;
        }
        // A set that could not be read is a problem already.
        zone_sets.iter().find(|planned| planned.name == *set).map(|set| Link(Some(set)))
    }
}
