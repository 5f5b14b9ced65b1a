//! What the desk looks up in reference data (PD-53).

use jiff::Timestamp;

use super::Desk;
use crate::adapter::reference::{
    ClosureEntry, FloorEntry, GuarantorEntry, PolicyEntry, RouteEntry, ScaleEntry, ToleranceEntry,
};
use crate::node::store::{Set, Stored};
use crate::profile::{Country, OfficeCode};

/// Digits of the shortest HS prefix in sets TOL and POL, and of least values.
const SHORTEST_PREFIX: usize = 2;

impl Desk<'_> {
    /// What a scale shows too much, in percent of the true mass; 0 where nothing is known (SCA).
    pub(in crate::node) fn bias(&self, office: OfficeCode, scale: &str) -> Stored<f64> {
        let entry: Option<ScaleEntry> = self.store.entry(Set::Sca, &format!("{office}/{scale}"))?;
        Ok(entry.map_or(0.0, |entry| entry.bias_percent))
    }

    /// The way between two offices, in this direction (RTE).
    pub(in crate::node) fn route(
        &self,
        from: OfficeCode,
        to: OfficeCode,
    ) -> Stored<Option<RouteEntry>> {
        self.store.entry(Set::Rte, &format!("{from}/{to}"))
    }

    /// When an office that is closed at this instant opens again; none while it is open (CAL).
    pub(in crate::node) fn closed(
        &self,
        office: OfficeCode,
        at: Timestamp,
    ) -> Stored<Option<Timestamp>> {
        let closures = self.store.closures(office)?;
        Ok(reopening(closures, at))
    }

    /// What is ruled for goods, by the longest prefix of their HS code (POL).
    pub(in crate::node) fn policy(&self, hs: &str) -> Stored<Option<PolicyEntry>> {
        self.of_goods(Set::Pol, hs)
    }

    /// Natural shortage of goods, in percent of the declared mass, by the longest prefix of their
    /// HS code; 0 where there is none (TOL).
    pub(in crate::node) fn tolerance(&self, hs: &str) -> Stored<f64> {
        let entry: Option<ToleranceEntry> = self.of_goods(Set::Tol, hs)?;
        Ok(entry.map_or(0.0, |entry| entry.shortage_percent))
    }

    /// What a kilo of goods is worth at the least, by the longest prefix of their HS code, XOF; 0 where nothing is
    /// said.
    pub(in crate::node) fn floor(&self, hs: &str) -> Stored<u32> {
        let entry: Option<FloorEntry> = self.of_goods(Set::Floor, hs)?;
        Ok(entry.map_or(0, |entry| entry.xof_per_kg))
    }

    /// The guarantor of a country with this code (GUA).
    #[cfg_attr(not(test), expect(dead_code, reason = "rules that ask this are to come"))]
    pub(in crate::node) fn guarantor(
        &self,
        country: Country,
        code: &str,
    ) -> Stored<Option<GuarantorEntry>> {
        self.store.entry(Set::Gua, &format!("{country}/{code}"))
    }

    fn of_goods<T: serde::de::DeserializeOwned>(&self, set: Set, hs: &str) -> Stored<Option<T>> {
        for digits in (SHORTEST_PREFIX..=hs.len()).rev() {
            let Some(prefix) = hs.get(..digits) else { continue };
            if let Some(entry) = self.store.entry(set, prefix)? {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }
}

/// The end of the closing times that cover this instant, one after the other.
fn reopening(mut closures: Vec<ClosureEntry>, at: Timestamp) -> Option<Timestamp> {
    closures.sort_by_key(|closure| closure.from);
    let mut open = at;
    for closure in closures {
        if closure.from <= open && open < closure.to {
            open = closure.to;
        }
    }
    (open > at).then_some(open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::reference::Reference;
    use crate::node::store::Store;
    use crate::profile::lists::{AlertLevel, DiversionPolicy};

    fn at(hour: &str) -> Timestamp {
        format!("2026-07-01T{hour}:00:00Z").parse().unwrap()
    }

    fn closure(office: &str, from: &str, to: &str) -> ClosureEntry {
        ClosureEntry {
            office: office.to_owned(),
            from: at(from),
            to: at(to),
            reason: "fête".to_owned(),
        }
    }

    fn given() -> Reference {
        let policy = |hs: &str, diversion| PolicyEntry {
            hs: hs.to_owned(),
            diversion,
            alert: AlertLevel::High,
        };
        let tolerance =
            |hs: &str, shortage_percent| ToleranceEntry { hs: hs.to_owned(), shortage_percent };
        let floor = |hs: &str, xof_per_kg| FloorEntry { hs: hs.to_owned(), xof_per_kg };
        Reference {
            guarantors: vec![GuarantorEntry {
                code: "CCIT".to_owned(),
                name: "Chambre de commerce".to_owned(),
                country: "TG".to_owned(),
                countries: vec!["TG".to_owned(), "BF".to_owned()],
            }],
            closures: vec![
                closure("BFOUR001", "12", "14"),
                closure("BFOUR001", "10", "12"),
                closure("BFBOB001", "00", "23"),
            ],
            scales: vec![ScaleEntry {
                office: "TGLOM001".to_owned(),
                scale: "PB1".to_owned(),
                bias_percent: 1.5,
            }],
            tolerances: vec![tolerance("25", 0.5), tolerance("252310", 1.0)],
            routes: vec![RouteEntry {
                from: "TGLOM001".to_owned(),
                to: "TGCKS001".to_owned(),
                km: 657,
                min_minutes: 492,
                normal_hours: 36,
            }],
            premiums: Vec::new(),
            floors: vec![floor("10", 100), floor("1006", 250)],
            keys: Vec::new(),
            own_keys: Vec::new(),
            options: Vec::new(),
            policies: vec![
                policy("2710", DiversionPolicy::Approval),
                policy("27", DiversionPolicy::Free),
            ],
        }
    }

    fn told<T>(look: impl FnOnce(&Desk<'_>) -> T) -> T {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        store.put_reference(&given()).unwrap();
        look(&Desk::new(&store, "TG".parse().unwrap(), at("08"), None))
    }

    fn office(code: &str) -> OfficeCode {
        code.parse().unwrap()
    }

    #[test]
    fn closing_times_that_touch_are_one() {
        told(|desk| {
            let opens = |hour| desk.closed(office("BFOUR001"), at(hour)).unwrap();
            assert_eq!((opens("09"), opens("14")), (None, None));
            assert_eq!((opens("10"), opens("13")), (Some(at("14")), Some(at("14"))));
            assert_eq!(desk.closed(office("TGLOM001"), at("10")).unwrap(), None);
        });
    }

    #[test]
    fn the_longest_prefix_of_goods_decides() {
        told(|desk| {
            let policy = |hs: &str| desk.policy(hs).unwrap().map(|entry| entry.diversion);
            assert_eq!(policy("271012"), Some(DiversionPolicy::Approval));
            assert_eq!(policy("270900"), Some(DiversionPolicy::Free));
            assert_eq!(policy("100630"), None);
            let shortage = |hs: &str| desk.tolerance(hs).unwrap();
            let found = [shortage("252310"), shortage("252329"), shortage("100630")];
            assert_eq!(found.map(|percent| percent.to_string()), ["1", "0.5", "0"]);
            let floor = |hs: &str| desk.floor(hs).unwrap();
            assert_eq!(["100630", "100590", "040221"].map(floor), [250, 100, 0]);
        });
    }

    #[test]
    fn a_guarantor_is_known_by_its_country_and_code() {
        told(|desk| {
            let known = |country: &str, code: &str| {
                let found = desk.guarantor(country.parse().unwrap(), code).unwrap();
                found.map(|guarantor| guarantor.countries.len())
            };
            assert_eq!((known("TG", "CCIT"), known("BF", "CCIT")), (Some(2), None));
        });
    }

    #[test]
    fn scales_and_ways_are_found_by_office() {
        told(|desk| {
            let bias = |scale: &str| desk.bias(office("TGLOM001"), scale).unwrap().to_string();
            assert_eq!((bias("PB1"), bias("PB2")), ("1.5".to_owned(), "0".to_owned()));
            let km = |from: &str, to: &str| {
                desk.route(office(from), office(to)).unwrap().map(|way| way.km)
            };
            assert_eq!(km("TGLOM001", "TGCKS001"), Some(657));
            assert_eq!(km("TGCKS001", "TGLOM001"), None, "a way has its direction");
        });
    }
}
