//! What changed between the dates, closed; what standing wetland buries; what net gains are worth.

use super::{ALL, ALL_POOLS, Section, Sums};
use crate::accounts::ledger::ZoneKey;
use crate::accounts::{AccountRow, Quantity};
use crate::error::Result;
use crate::land::Sector;
use crate::models::coast::{CarbonFlows, HistoryRules, burial_estimate};
use crate::models::{ClosingRow, check_closure};
use crate::units::{BurialEstimate, Hectares, TonnesC};

/// A quantity, and its value per hectare.
type Flow = (Quantity, fn(&CarbonFlows) -> f64);

/// What a period gives.
const FLOWS: [Flow; 3] = [
    (Quantity::Accumulation, |flows| flows.accumulation),
    (Quantity::Emissions, |flows| flows.emissions),
    (Quantity::StockChange, |flows| flows.net),
];

impl Section<'_> {
    /// Rows of accumulation, emissions, net change and reclassification over every period, t C, and of their worth.
    ///
    /// # Errors
    /// A zone and class whose carbon does not close, under correct rules: InVEST's do not close by themselves.
    pub(super) fn period_rows(&self) -> Result<Vec<AccountRow>> {
        let mut rows = Vec::new();
        let periods = self.histories.years.len() - 1;
        for period in 0..periods {
            let [accumulation, emissions, net] =
                FLOWS.map(|(_, flow)| self.by_category(period, |history| flow(&history.flows[period])));
            let reclassification = self.reclassification(period);
            if self.account.rules == HistoryRules::Correct {
                self.check(period, &accumulation, &emissions, &reclassification)?;
            }
            for ((quantity, _), sums) in FLOWS.into_iter().zip([accumulation, emissions, net]) {
                rows.extend(self.flow_rows(period, period + 1, quantity, sums));
            }
            // While the last cover stands nothing moves.
            if period + 1 < self.histories.dates {
                let moved = reclassification.into_iter().filter(|((.., category), _)| category != ALL).collect();
                rows.extend(self.flow_rows(period, period + 1, Quantity::Reclassification, moved));
            }
        }
        if periods > 1 {
            for (quantity, flow) in FLOWS {
                let sums = self.sum(|history| Some((ALL.to_owned(), history.flows.iter().map(flow).sum())));
                rows.extend(self.flow_rows(0, periods, quantity, sums));
            }
        }
        if let (Some(price), true) = (self.account.price, periods > 0) {
            let sums = self.sum(|history| Some((ALL.to_owned(), history.value)));
            let worth = self.flow_rows(0, periods, Quantity::PresentValue, sums).into_iter().map(|row| AccountRow {
                unit: price.currency.clone(),
                sources: format!("{}; {}", price.source, row.sources),
                method: format!("{}; discount rate {}, prices per t C", row.method, price.discount_rate),
                ..row
            });
            rows.extend(worth);
        }
        Ok(rows)
    }

    /// What came to each category less what went from it at the end of a period; nothing where the last cover stands on.
    pub(super) fn reclassification(&self, period: usize) -> Sums<String> {
        let end = period + 1;
        let moved = |from: bool| {
            self.by_category(if from { period } else { end }, |history| {
                let [before, after] = [period, end].map(|year| self.histories.category(history, year));
                if before == after { 0.0 } else { history.stocks[end].total() }
            })
        };
        let mut sums = moved(false);
        for (key, value) in moved(true) {
            *sums.entry(key).or_default() -= value;
        }
        sums
    }

    pub(super) fn check(
        &self,
        period: usize,
        accumulation: &Sums<String>,
        emissions: &Sums<String>,
        reclassification: &Sums<String>,
    ) -> Result<()> {
        let [opening, closing] =
            [period, period + 1].map(|year| self.by_category(year, |history| history.stocks[year].total()));
        let keys: std::collections::BTreeSet<_> = opening.keys().chain(closing.keys()).collect();
        let of = |sums: &Sums<String>, key| sums.get(key).copied().unwrap_or(0.0);
        let [from, to] = [period, period + 1].map(|year| self.histories.years[year]);
        let closing_rows: Vec<ClosingRow> = keys
            .into_iter()
            .map(|key| {
                let (set, zone, category) = key;
                let row = self.ledger.row(*set, *zone, Quantity::CarbonStock, TonnesC::UNIT, 0.0);
                ClosingRow {
                    name: format!("{category} in zone {} of {}, {from}–{to}", row.zone, row.zone_set),
                    opening: of(&opening, key),
                    gains: of(accumulation, key),
                    losses: of(emissions, key),
                    reclassification: of(reclassification, key),
                    closing: of(&closing, key),
                }
            })
            .collect();
        check_closure(&closing_rows)
    }

    /// Rows of a quantity from one year of the account to another.
    fn flow_rows(&self, from: usize, to: usize, quantity: Quantity, sums: Sums<String>) -> Vec<AccountRow> {
        let mut classes = self.classes_until(to);
        for (category, earlier) in self.classes_until(from) {
            classes.entry(category).or_default().extend(earlier);
        }
        let row = |((set, zone, category), value): ((usize, ZoneKey, String), f64)| {
            let provenance =
                classes.get(&category).and_then(|classes| self.provenance(classes, &ALL_POOLS)).unwrap_or_default();
            AccountRow {
                year: Some(self.histories.years[from]),
                year_to: Some(self.histories.years[to]),
                sector: Sector::Coast,
                category,
                pool: "*".to_owned(),
                method: self.method(&provenance.choices()),
                evidence: provenance.evidence(),
                sources: provenance.sources(),
                ..self.ledger.row(set, zone, quantity, TonnesC::UNIT, value)
            }
        };
        sums.into_iter().map(row).collect()
    }

    /// Rows of what wetland that stands since the first date is thought to bury in the year of every date, t C/yr: no removal, and
    /// part of no sum.
    pub(super) fn burial_rows(&self) -> Result<Vec<AccountRow>> {
        let mut rows = Vec::new();
        for date in 0..self.histories.dates {
            let areas = self.sum(|history| {
                let id = &self.histories.ids[history.classes[0]];
                (history.stands > date).then(|| (id.clone(), 1.0))
            });
            for ((set, zone, id), area) in areas {
                let Some((rate, provenance)) = self.account.classes.get(&id).and_then(|class| class.burial.as_ref())
                else {
                    continue;
                };
                let buried = burial_estimate(Hectares(area), *rate)?;
                rows.push(AccountRow {
                    year: Some(self.histories.years[date]),
                    sector: Sector::Coast,
                    category: id,
                    pool: "soil_organic_carbon".to_owned(),
                    method: format!(
                        "coast, burial of {area} ha standing since the first date, no removal; {}",
                        provenance.choices()
                    ),
                    evidence: provenance.evidence(),
                    sources: provenance.sources(),
                    ..self.ledger.row(set, zone, Quantity::BurialEstimate, BurialEstimate::UNIT, buried.0)
                });
            }
        }
        Ok(rows)
    }
}
