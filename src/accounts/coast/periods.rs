//! What changed between the dates, closed; what standing wetland buries; what net gains are worth.

use super::factors::FlowFactors;
use super::{ALL, ALL_POOLS, Section, Sums, with_outside};
use crate::accounts::ledger::ZoneKey;
use crate::accounts::{AccountRow, Figure, Quantity};
use crate::error::Result;
use crate::land::Sector;
use crate::models::coast::{HistoryRules, burial_estimate};
use crate::models::{ClosingRow, check_closure};
use crate::parameters::Factor;
use crate::units::{BurialEstimate, Hectares, TonnesC, TonnesCPerHectareYear};

/// A quantity, and what a hectare gives.
type Flow = (Quantity, fn(&FlowFactors) -> &Factor);

/// What a period gives.
const FLOWS: [Flow; 3] = [
    (Quantity::Accumulation, |flows| &flows.accumulation),
    (Quantity::Emissions, |flows| &flows.emissions),
    (Quantity::StockChange, |flows| &flows.net),
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
                FLOWS.map(|(_, flow)| self.by_category(period, |factors| flow(&factors.flows[period]).clone()));
            let reclassification = self.reclassification(period);
            if self.account.rules == HistoryRules::Correct {
                self.check(period, &accumulation, &emissions, &reclassification)?;
            }
            for ((quantity, _), sums) in FLOWS.into_iter().zip([accumulation, emissions, net]) {
                rows.extend(self.flow_rows(period, period + 1, quantity, sums));
            }
            // While the last cover stands nothing moves.
            if period + 1 < self.histories.dates {
                rows.extend(self.flow_rows(period, period + 1, Quantity::Reclassification, reclassification));
            }
        }
        if periods > 1 {
            for (quantity, flow) in FLOWS {
                let sums = self.sum(|_, factors| {
                    let all = factors.flows.iter().map(flow).fold(Factor::default(), |sum, flow| &sum + flow);
                    vec![(ALL.to_owned(), all)]
                });
                rows.extend(self.flow_rows(0, periods, quantity, sums));
            }
        }
        if let (Some(price), true) = (self.account.price, periods > 0) {
            let sums = self.sum(|_, factors| vec![(ALL.to_owned(), factors.value.clone())]);
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
    pub(super) fn reclassification(&self, period: usize) -> Sums<String, Figure> {
        let end = period + 1;
        self.sum(|history, factors| {
            let [before, after] = [period, end].map(|year| self.histories.category(history, year));
            let moved = if before == after { Factor::default() } else { factors.stock(end) };
            let (gone, come) = (before.map(|from| (from, &moved * -1.0)), after.map(|to| (to, moved)));
            gone.into_iter().chain(come).collect()
        })
    }

    pub(super) fn check(
        &self,
        period: usize,
        accumulation: &Sums<String, Figure>,
        emissions: &Sums<String, Figure>,
        reclassification: &Sums<String, Figure>,
    ) -> Result<()> {
        let [opening, closing] = [period, period + 1].map(|year| self.by_category(year, |factors| factors.stock(year)));
        let keys: std::collections::BTreeSet<_> = opening.keys().chain(closing.keys()).collect();
        let of = |sums: &Sums<String, Figure>, key| sums.get(key).map_or(0.0, Figure::value);
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
    fn flow_rows(&self, from: usize, to: usize, quantity: Quantity, sums: Sums<String, Figure>) -> Vec<AccountRow> {
        let mut classes = self.classes_until(to);
        for (category, earlier) in self.classes_until(from) {
            classes.entry(category).or_default().extend(earlier);
        }
        let row = |((set, zone, category), figure): ((usize, ZoneKey, String), Figure)| {
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
                ..self.ledger.row(set, zone, quantity, TonnesC::UNIT, figure)
            }
        };
        sums.into_iter().map(row).collect()
    }

    /// Rows of what wetland that stands since the first date is thought to bury in the year of every date, t C/yr: no removal, and
    /// part of no sum.
    pub(super) fn burial_rows(&self) -> Result<Vec<AccountRow>> {
        let mut rows = Vec::new();
        for date in 0..self.histories.dates {
            let areas = self.ledger.sum(|stratum| {
                let history = &self.histories.all()[self.histories.place(stratum)?];
                let id = &self.histories.ids[history.classes[0]];
                (history.stands > date).then(|| (id.clone(), self.ledger.measure.area(stratum).0))
            });
            for ((set, zone, id), area) in with_outside(areas) {
                let Some((rate, provenance)) = self.account.classes.get(&id).and_then(|class| class.burial.as_ref())
                else {
                    continue;
                };
                let factor = Factor::of_linear("burial of standing wetland", 1, [rate], |[rate]| {
                    Ok(burial_estimate(Hectares(1.0), TonnesCPerHectareYear(rate))?.0)
                })?;
                let buried = Figure::of(id.as_str(), area, Hectares::UNIT, &factor);
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
                    ..self.ledger.row(set, zone, Quantity::BurialEstimate, BurialEstimate::UNIT, buried)
                });
            }
        }
        Ok(rows)
    }
}
