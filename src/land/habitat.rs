//! The habitats of coastal wetland, and which of them stands for which.

/// A coastal habitat: a kind of wetland, or the plant that makes up a salt marsh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Habitat {
    /// Mangrove, 红树林.
    Mangrove,
    /// Salt marsh of whatever plant, 盐沼.
    SaltMarsh,
    /// Reed, Phragmites australis, 芦苇.
    Reed,
    /// Smooth cordgrass, Spartina alterniflora, 互花米草: invasive.
    Spartina,
    /// Scirpus mariqueter, 海三棱藨草.
    Scirpus,
    /// Seepweed, Suaeda, 碱蓬.
    Suaeda,
    /// Seagrass, 海草床.
    Seagrass,
    /// Tidal flat without vegetation, 光滩.
    TidalFlat,
    /// Aquaculture pond, 养殖塘.
    Pond,
}

impl Habitat {
    /// Every habitat, in the order of tables.
    pub const ALL: [Self; 9] = [
        Self::Mangrove,
        Self::SaltMarsh,
        Self::Reed,
        Self::Spartina,
        Self::Scirpus,
        Self::Suaeda,
        Self::Seagrass,
        Self::TidalFlat,
        Self::Pond,
    ];

    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mangrove => "mangrove",
            Self::SaltMarsh => "salt_marsh",
            Self::Reed => "reed",
            Self::Spartina => "spartina",
            Self::Scirpus => "scirpus",
            Self::Suaeda => "suaeda",
            Self::Seagrass => "seagrass",
            Self::TidalFlat => "tidal_flat",
            Self::Pond => "pond",
        }
    }

    /// The habitat of a name used in files.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|habitat| habitat.name() == name)
    }

    /// The habitat that this is a kind of, whose figures hold where it has none of its own.
    #[must_use]
    pub fn kind_of(self) -> Option<Self> {
        match self {
            Self::Reed | Self::Spartina | Self::Scirpus | Self::Suaeda => Some(Self::SaltMarsh),
            _ => None,
        }
    }

    /// Whether it is an invader whose carbon earns no credit: China has cleared its Spartina since 2022.
    #[must_use]
    pub fn is_invasive(self) -> bool {
        self == Self::Spartina
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_habitat_is_found_by_its_own_name() {
        for habitat in Habitat::ALL {
            assert_eq!(Habitat::from_name(habitat.name()), Some(habitat));
            assert!(habitat.kind_of().is_none_or(|kind| kind.kind_of().is_none()));
        }
    }
}
