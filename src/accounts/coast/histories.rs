//! The distinct histories of cover among strata, each evaluated once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::course::{ClassFactors, Course};
use super::{CoastAccount, ExistingStands};
use crate::accounts::{Ledger, class_id};
use crate::error::{Error, Result};
use crate::land::Sector;
use crate::models::coast::{CarbonFlows, HistoryRules, PoolStocks, Transition};
use crate::parameters::Factor;
use crate::strata::Stratum;

/// A history: its classes at the dates, and its carbon per hectare at every year of the account and between them.
#[derive(Debug)]
pub(super) struct History {
    /// Indices into [`Histories::ids`], one per date.
    pub(super) classes: Vec<usize>,
    /// At how many dates from the first the class is still the first one.
    pub(super) stands: usize,
    pub(super) course: Arc<Course>,
    pub(super) stocks: Vec<PoolStocks>,
    pub(super) flows: Vec<CarbonFlows>,
}

/// The histories that touch the coast, by the codes of strata.
#[derive(Debug)]
pub(super) struct Histories {
    /// The classes that occur.
    pub(super) ids: Vec<String>,
    /// Whether each belongs to the coast.
    pub(super) is_coast: Vec<bool>,
    /// The category in which each counts: itself, or what was of the coast before, by the sector that has it now.
    categories: Vec<String>,
    /// The dates, and the year until which the last cover is taken to stand.
    pub(super) years: Vec<i32>,
    /// How many of the years have a map.
    pub(super) dates: usize,
    list: Vec<History>,
    by_codes: BTreeMap<Vec<Option<i32>>, usize>,
    /// Codes that touch the coast at one date and are no class at another.
    incomplete: BTreeSet<Vec<Option<i32>>>,
    dimensions: Vec<usize>,
}

impl Histories {
    pub(super) fn new(ledger: &Ledger<'_>, account: &CoastAccount<'_>) -> Result<Self> {
        let dimensions = account.dimensions.to_vec();
        let dates: Option<Vec<i32>> =
            dimensions.iter().map(|dimension| ledger.strata.dimensions[*dimension].year).collect();
        let Some(mut years) = dates else { return Err(Error::internal("a layer of the coast has no year")) };
        let dates = years.len();
        years.extend(account.project_to.filter(|year| years.last().is_some_and(|last| year > last)));
        let mut found = Self {
            ids: Vec::new(),
            is_coast: Vec::new(),
            categories: Vec::new(),
            years,
            dates,
            list: Vec::new(),
            by_codes: BTreeMap::new(),
            incomplete: BTreeSet::new(),
            dimensions,
        };
        found.check_classes(ledger, account)?;
        let names = found.names(ledger, account);
        let ids: BTreeSet<&String> = names.values().flatten().flatten().collect();
        found.ids = ids.into_iter().cloned().collect();
        found.is_coast = found.ids.iter().map(|id| account.classes.get(id).is_some()).collect();
        for id in &found.ids {
            found.categories.push(match account.classes.get(id) {
                Some(_) => id.clone(),
                None => format!("formerly coastal, now {}", account.precedence.sector(id)?.name()),
            });
        }
        found.check_changes(ledger, account, &names)?;
        let states = found.states(account);
        for (codes, names) in names {
            let Some(names) = names.iter().map(Option::as_ref).collect::<Option<Vec<_>>>() else {
                found.incomplete.insert(codes);
                continue;
            };
            let classes =
                names.iter().map(|name| found.ids.binary_search(name)).collect::<std::result::Result<Vec<_>, _>>();
            let classes = classes.map_err(|_| Error::internal("a class of a history is not listed"))?;
            found.by_codes.insert(codes, found.list.len());
            found.list.push(found.evaluate(account, &states, classes)?);
        }
        Ok(found)
    }

    /// Every class in the maps that the coast claims has figures.
    fn check_classes(&self, ledger: &Ledger<'_>, account: &CoastAccount<'_>) -> Result<()> {
        let mut missing: BTreeMap<&str, f64> = BTreeMap::new();
        for stratum in ledger.strata.of_set(0) {
            for dimension in &self.dimensions {
                let class = stratum.codes[*dimension].and_then(|code| ledger.schemes[*dimension].class(code));
                let Some(class) = class.filter(|class| account.classes.get(&class.id).is_none()) else { continue };
                if account.precedence.sector(&class.id)? == Sector::Coast {
                    *missing.entry(&class.id).or_default() += ledger.measure.area(stratum).0;
                }
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let error = Error::data(format!("{} of the classes of the coast in the maps have no figures", missing.len()));
        let named = missing.iter().fold(error, |error, (class, area)| error.note(format!("{class}, {area:.1} ha")));
        Err(named.hint("add rows to the table of pools"))
    }

    /// The classes of all codes that touch the coast, by date; none where there is no data or no such class.
    fn names(
        &self,
        ledger: &Ledger<'_>,
        account: &CoastAccount<'_>,
    ) -> BTreeMap<Vec<Option<i32>>, Vec<Option<String>>> {
        let mut names = BTreeMap::new();
        for stratum in &ledger.strata.strata {
            let codes = self.codes(stratum);
            if names.contains_key(&codes) {
                continue;
            }
            let classes: Vec<Option<String>> = self
                .dimensions
                .iter()
                .zip(&codes)
                .map(|(dimension, code)| {
                    let scheme = &ledger.schemes[*dimension];
                    code.filter(|code| scheme.class(*code).is_some()).map(|code| class_id(scheme, Some(code)))
                })
                .collect();
            if classes.iter().flatten().any(|class| account.classes.get(class).is_some()) {
                names.insert(codes, classes);
            }
        }
        names
    }

    /// Every change of cover that touches the coast is in the table; to InVEST, a date without a change is one too.
    fn check_changes(
        &self,
        ledger: &Ledger<'_>,
        account: &CoastAccount<'_>,
        names: &BTreeMap<Vec<Option<i32>>, Vec<Option<String>>>,
    ) -> Result<()> {
        let mut missing: BTreeMap<(&str, &str), f64> = BTreeMap::new();
        for stratum in ledger.strata.of_set(0) {
            for pair in names.get(&self.codes(stratum)).iter().flat_map(|names| names.windows(2)) {
                let [Some(from), Some(to)] = pair else { continue };
                let touches = account.classes.get(from).is_some() || account.classes.get(to).is_some();
                let changes = from != to || account.rules == HistoryRules::Invest;
                if changes && touches && account.transitions.get(from, to).is_none() {
                    *missing.entry((from, to)).or_default() += ledger.measure.area(stratum).0;
                }
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let error = Error::data(format!(
            "`{}` does not say what {} of the changes in the maps do",
            account.transitions.file(),
            missing.len()
        ));
        Err(missing
            .iter()
            .fold(error, |error, ((from, to), area)| error.note(format!("{from} to {to}, {area:.1} ha")))
            .hint("fill the cells: `accumulate`, `no_change`, `low_disturbance`, `medium_disturbance` or `high_disturbance`"))
    }

    /// The pools of every class, first as it stands since the first date, then as it is after a change.
    fn states(&self, account: &CoastAccount<'_>) -> Vec<ClassFactors> {
        let pools =
            |id: &String| account.classes.get(id).map_or_else(ClassFactors::default, |class| class.pools.clone());
        let changed: Vec<ClassFactors> = self.ids.iter().map(pools).collect();
        let mut standing = changed.clone();
        if account.existing_stands == ExistingStands::BurialEstimate {
            standing.iter_mut().flatten().for_each(|pool| pool.accumulation = Factor::default());
        }
        standing.extend(changed);
        standing
    }

    fn evaluate(&self, account: &CoastAccount<'_>, states: &[ClassFactors], classes: Vec<usize>) -> Result<History> {
        let count = self.ids.len();
        let stands = classes.iter().take_while(|class| **class == classes[0]).count();
        let dated: Vec<(i32, usize)> = classes
            .iter()
            .enumerate()
            .map(|(date, class)| (self.years[date], if date < stands { *class } else { count + class }))
            .collect();
        let course = Course::new(account.rules, states, &dated, |from, to| {
            // What is not of the coast may change without a word in the table: nothing of the account happens.
            let change = account.transitions.get(&self.ids[from % count], &self.ids[to % count]);
            change.unwrap_or(Transition::NoChange)
        });
        let cover = course.cover()?;
        let stocks = self.years.iter().map(|year| cover.stocks(*year)).collect::<Result<_>>()?;
        let flows = self.years.windows(2).map(|pair| cover.flows(pair[0], pair[1])).collect::<Result<_>>()?;
        Ok(History { classes, stands, course: Arc::new(course), stocks, flows })
    }

    fn codes(&self, stratum: &Stratum) -> Vec<Option<i32>> {
        self.dimensions.iter().map(|dimension| stratum.codes[*dimension]).collect()
    }

    /// The place of the history of a stratum among all, if it touches the coast and is complete.
    pub(super) fn place(&self, stratum: &Stratum) -> Option<usize> {
        self.by_codes.get(&self.codes(stratum)).copied()
    }

    /// The history of codes, one per date.
    pub(super) fn with_codes(&self, codes: &[Option<i32>]) -> Option<&History> {
        self.by_codes.get(codes).map(|place| &self.list[*place])
    }

    pub(super) fn is_incomplete(&self, stratum: &Stratum) -> bool {
        self.incomplete.contains(&self.codes(stratum))
    }

    /// Every history, in the order of its place.
    pub(super) fn all(&self) -> &[History] {
        &self.list
    }

    /// The classes of a history at the dates, in words.
    pub(super) fn name(&self, history: &History) -> String {
        history.classes.iter().map(|class| self.ids[*class].as_str()).collect::<Vec<_>>().join(" > ")
    }

    /// Where the carbon of a history is counted in a year of the account: its class of the coast, or the sector
    /// that has the land now; none as long as it never was of the coast.
    pub(super) fn category(&self, history: &History, year: usize) -> Option<String> {
        let date = year.min(self.dates - 1);
        let class = history.classes[date];
        let is_or_was_coast = history.classes[..=date].iter().any(|class| self.is_coast[*class]);
        is_or_was_coast.then(|| self.categories[class].clone())
    }
}
