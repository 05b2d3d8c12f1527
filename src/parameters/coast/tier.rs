//! How near to home a figure was measured, and which figure goes first.

use crate::error::{Error, Result};
use crate::land::Habitat;
use crate::parameters::{Evidence, Parameter, ParameterTable};

/// Where a figure holds, from the nearest to the farthest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// The site itself: Hangzhou Bay and the other shores of Ningbo.
    Site,
    /// Zhejiang and the mouth of the Yangtze.
    ZhejiangYangtze,
    /// China.
    China,
    /// The IPCC's defaults.
    Ipcc,
    /// Other means of the world.
    World,
}

impl Tier {
    /// Every tier, in the order in which a figure is looked for.
    pub const ALL: [Self; 5] = [Self::Site, Self::ZhejiangYangtze, Self::China, Self::Ipcc, Self::World];

    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::ZhejiangYangtze => "zhejiang_yangtze",
            Self::China => "china",
            Self::Ipcc => "ipcc",
            Self::World => "world",
        }
    }

    /// The tier of a name used in files.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.name() == name)
    }
}

/// The row that a look-up found, and how near to what was asked for it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TieredRow<'a> {
    /// The row.
    pub row: &'a Parameter,
    /// The tier used.
    pub tier: Tier,
    /// The place within the tier.
    pub place: &'a str,
    /// The habitat whose figure this is: the one asked for, or the one that it is a kind of.
    pub habitat: Habitat,
}

/// The nearest row of a habitat and pool among `tiers`: tier by tier, in each the habitat before the kind that it belongs to,
/// then in the order of the file. Unverified rows are passed over unless the table gives them out.
pub(super) fn nearest_row<'a>(
    table: &'a ParameterTable,
    habitat: Habitat,
    pool: &str,
    tiers: &[Tier],
) -> Result<TieredRow<'a>> {
    let habitats = || std::iter::once(habitat).chain(habitat.kind_of());
    let candidates = || {
        tiers.iter().flat_map(move |tier| habitats().map(move |habitat| (*tier, habitat))).flat_map(
            move |(tier, habitat)| {
                table
                    .rows()
                    .filter(move |(key, _)| key[..3] == [habitat.name(), pool, tier.name()])
                    .map(move |(key, row)| TieredRow { row, tier, place: &key[3], habitat })
            },
        )
    };
    let key = |found: &TieredRow<'a>| [found.habitat.name(), pool, found.tier.name(), found.place];
    if let Some(found) =
        candidates().find(|found| found.row.evidence != Evidence::Unverified || table.get(&key(found)).is_ok())
    {
        return Ok(found);
    }
    if let Some(unverified) = candidates().next() {
        table.get(&key(&unverified))?;
    }
    let names: Vec<&str> = tiers.iter().map(|tier| tier.name()).collect();
    let missing = Error::data(format!("no published {pool} of {} in {}", habitat.name(), names.join(", ")));
    let mut others: Vec<&str> =
        table.rows().filter(|(key, _)| key[1] == pool).map(|(key, _)| key[0].as_str()).collect();
    others.sort_unstable();
    others.dedup();
    if others.is_empty() {
        return Err(missing.note("no habitat has one").hint("add the row to a table of your own, with its source"));
    }
    Err(missing
        .note(format!("those with one are {}", others.join(", ")))
        .hint("add the row to a table of your own, with its source"))
}
