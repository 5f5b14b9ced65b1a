//! Named misbehaviours and benign variants, and the count of how often one has fired.

use std::fmt;
use std::str::FromStr;

/// The names in `conformance/catalogue/chapters`, each as a variant.
macro_rules! flaws {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// A seeded misbehaviour, or a benign variant, of a reference node.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Flaw {
            $($(#[$doc])* $variant,)*
        }

        impl Flaw {
            /// Every flaw and variant, in the catalogue's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Name in the catalogue.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

flaws! {
    /// The adapter answers 501 to the act `pass`.
    MissesAVerb = "misses-a-verb",
    /// PAS is written with two elements in the wrong order.
    WritesElementsOutOfOrder = "writes-elements-out-of-order",
    /// The message id of PAS begins with the partner's country.
    ForeignIdPrefix = "foreign-id-prefix",
    /// ACK leaves without correlation id.
    AnswersWithoutCorrelation = "answers-without-correlation",
    /// The digest property of PAS is that of other bytes.
    WrongDigest = "wrong-digest",
    /// The txMrn property of PAS differs from the MRN in the body.
    MirrorsWrongMrn = "mirrors-wrong-mrn",
    /// One sequence number is skipped before PAS.
    SkipsLinkSeq = "skips-link-seq",
    /// PAS is sent without `persistent:true`.
    SendsNonPersistent = "sends-non-persistent",
    /// Times in PAS are the country's civil time, marked as UTC.
    WritesLocalTime = "writes-local-time",
    /// ACK is sent in class CORE instead of SYS.
    AnswersOnCoreQueue = "answers-on-core-queue",
    /// PAS is applied but never answered.
    NeverAnswers = "never-answers",
    /// PAS is answered one minute after T-ACK.
    AnswersLate = "answers-late",
    /// PAS is answered by two ACKs of different ids.
    AnswersTwice = "answers-twice",
    /// A message with known id and same digest is answered FNK 26.
    RejectsDuplicate = "rejects-duplicate",
    /// A message with known id and same digest is applied once more.
    AppliesDuplicate = "applies-duplicate",
    /// A known id with other bytes gets the stored ACK instead of FNK 26.
    AcceptsAlteredDuplicate = "accepts-altered-duplicate",
    /// An arrival under a new id after the end is answered ACK.
    AcceptsArrivalAfterEnd = "accepts-arrival-after-end",
    /// The officer may release although the guarantee was refused.
    ReleasesWithoutGuarantee = "releases-without-guarantee",
    /// TPA is not sent at release.
    ForgetsPassageAdvice = "forgets-passage-advice",
    /// Accented letters of names become question marks in TDA and TPA.
    TruncatesAccents = "truncates-accents",
    /// Masses in TDA and TPA are rounded to whole kilograms.
    RoundsMass = "rounds-mass",
    /// TDA and TPA list the offices of passage in the reverse order.
    ShufflesItinerary = "shuffles-itinerary",
    /// TDA and TPA state the whole amount at risk as one portion of one country.
    MergesPortions = "merges-portions",
    /// PAS is sent only to the country on the other side of that border.
    TellsNeighbourOnly = "tells-neighbour-only",
    /// An arrival at the office of entry is held until a notice of entry comes.
    HoldsBorderArrival = "holds-border-arrival",
    /// PAS for the entry leaves beside ARR when the goods end at the office of entry.
    TellsBorderArrivalTwice = "tells-border-arrival-twice",
    /// TDA and TPA are sent in the name of another office of departure of the country.
    NamesAnotherDeparture = "names-another-departure",
    /// The write-off leaves the record of the office of entry as it was.
    KeepsBorderRecordOpen = "keeps-border-record-open",
    /// PAS tells a passage five minutes before it was seen.
    TellsPassageEarly = "tells-passage-early",
    /// A satisfactory result is stored and nothing follows.
    NeverWritesOff = "never-writes-off",
    /// WRO leaves on arrival, before any control result.
    WritesOffOnArrival = "writes-off-on-arrival",
    /// The vehicle leaves the office of passage and no PAS is sent.
    ForgetsPassage = "forgets-passage",
    /// PAS lists no seals although the officer saw some.
    DropsSealsFromPassage = "drops-seals-from-passage",
    /// Goods are presented at destination and no ARR is sent.
    ForgetsArrival = "forgets-arrival",
    /// RES says A1 where the officer recorded A2.
    ChangesResultCode = "changes-result-code",
    /// RES A2 leaves together with ARR, before any control.
    ResultWithArrival = "result-with-arrival",
    /// The guarantor grants a use beyond the balance.
    IgnoresBalance = "ignores-balance",
    /// The guarantor frees the reservation at the entry into the partner's country.
    FreesGuaranteeAtBorder = "frees-guarantee-at-border",
    /// The guarantor acknowledges the liberation and keeps the reservation.
    KeepsGuarantee = "keeps-guarantee",
    /// WRO leaves without GUL to a foreign guarantor.
    ForgetsLiberation = "forgets-liberation",
    /// A guarantee that was asked for is not given back when the goods are not released.
    ForgetsCancellation = "forgets-cancellation",
    /// A wrong access code is taken.
    IgnoresAccessCode = "ignores-access-code",
    /// A guarantee is taken for a country that it does not cover.
    IgnoresTerritory = "ignores-territory",
    /// The guarantor grants a use of a guarantee that it does not keep.
    TakesUnknownGuarantee = "takes-unknown-guarantee",
    /// An amended request leaves with the access code that was refused.
    AsksWithOldData = "asks-with-old-data",
    /// The time for amendments starts anew with every refusal.
    RestartsAmendmentTime = "restarts-amendment-time",
    /// A guarantor that is silent for T-GUA is taken to have refused.
    TakesSilenceForRefusal = "takes-silence-for-refusal",
    /// A liberation under a new id is acknowledged as a duplicate and credited once more.
    CreditsTwice = "credits-twice",
    /// The guarantor binds the portion of the first country only.
    BindsOnePortion = "binds-one-portion",
    /// The guarantor decides on the balance as it was before any other use.
    CountsOnAStaleBalance = "counts-on-a-stale-balance",
    /// GUC is acknowledged and the reservation kept.
    KeepsCancelledGuarantee = "keeps-cancelled-guarantee",
    /// TDA and TPA say A2 where the officer recorded A1.
    HidesExamination = "hides-examination",
    /// An unsatisfactory control at departure is filed as A2.
    OverlooksDepartureControl = "overlooks-departure-control",
    /// A message that is not well-formed is taken and not answered.
    RejectsSilently = "rejects-silently",
    /// A message that is not well-formed is answered XNK 50.
    WrongRejectionCode = "wrong-rejection-code",
    /// XNK says line 1, column 1 whatever the defect.
    HidesPosition = "hides-position",
    /// The MRN of a broken message is stored as an expected movement.
    StoresBrokenMessage = "stores-broken-message",
    /// The sender's office is not compared with the queue.
    TrustsSenderOffice = "trusts-sender-office",
    /// FNK 97 names pointer, rule and original value.
    TalkativeRefusal = "talkative-refusal",
    /// FNK 97 is sent and no alert is raised.
    HidesSecurityEvent = "hides-security-event",
    /// Known message ids are forgotten when the connection is lost.
    ForgetsInboxOnReconnect = "forgets-inbox-on-reconnect",
    /// The node does not connect again after its connection was lost.
    DoesNotReconnect = "does-not-reconnect",
    /// The node connects again and sends, but subscribes to nothing.
    LosesSubscription = "loses-subscription",
    /// Known message ids are forgotten at start.
    ForgetsInboxOnRestart = "forgets-inbox-on-restart",
    /// The broker message is acknowledged on receipt, before anything is stored.
    AcksBeforeCommit = "acks-before-commit",
    /// PAS of direction EXIT is answered ACK APPLIED and dropped.
    AcksWithoutApplying = "acks-without-applying",
    /// ARR is sent twice, under two ids.
    SendsBusinessEventTwice = "sends-business-event-twice",
    /// WRO is acknowledged and journalled, and the destination's record stays open.
    LeavesRecordOpen = "leaves-record-open",
    /// Refusing a forged message frees the reservation of the movement that it names.
    FreesGuaranteeOnRefusedMessage = "frees-guarantee-on-refused-message",
    /// PAS is applied and answered, and its broker message refused.
    NacksWhatItApplied = "nacks-what-it-applied",
    /// TDA and TPA give a waiver of the node's own words where a unit bears no seal.
    ReplacesSealWaiver = "replaces-seal-waiver",
    /// Every item of TDA and TPA goes to the first consignee.
    MergesConsignees = "merges-consignees",
    /// TDA and TPA carry no documents.
    DropsDocuments = "drops-documents",
    /// TDA and TPA list the first vehicle alone.
    DropsTrailer = "drops-trailer",
    /// Package codes in TDA and TPA become PK.
    GeneralisesPackages = "generalises-packages",
    /// Seals of another country are told as not in good order at the entry.
    RefusesForeignSeals = "refuses-foreign-seals",
    /// An empty vehicle is told as a passage of a movement that is known.
    TellsEmptyTrip = "tells-empty-trip",
    /// An empty vehicle raises an alert.
    AlertsOnEmptyTrip = "alerts-on-empty-trip",
    /// The end of a movement writes off every other one of the same bill of lading.
    WritesOffBillOfLading = "writes-off-bill-of-lading",
    /// An arrival within the last hour of the time limit is told as late.
    CutsLastHour = "cuts-last-hour",
    /// When thirty movements are known, a satisfactory result is stored and nothing follows.
    LosesTrackInCrowd = "loses-track-in-crowd",
    /// No heart-beat leaves.
    ForgetsHeartbeat = "forgets-heartbeat",
    /// A partner's clock may lie minutes away and no officer is told.
    IgnoresSkew = "ignores-skew",
    /// A planned unavailability is announced to nobody.
    ForgetsAnnouncement = "forgets-announcement",
    /// A movement is called overdue although the partner has said that it is away.
    IgnoresUnavailability = "ignores-unavailability",
    /// An incident is recorded and no INC is sent.
    ForgetsIncident = "forgets-incident",
    /// INC names no new seals although the officer set some.
    DropsNewSealsFromIncident = "drops-new-seals-from-incident",
    /// An incident that needs an endorsement is reported without one.
    ReportsUnendorsedIncident = "reports-unendorsed-incident",
    /// An incident that needs an endorsement is accepted without one.
    AcceptsUnendorsedIncident = "accepts-unendorsed-incident",
    /// Departure records an own incident and sends no INF.
    ForgetsOwnIncident = "forgets-own-incident",
    /// An own incident is withdrawn and departure is not told.
    ForgetsWithdrawal = "forgets-withdrawal",
    /// An incident that the police vouch for is refused.
    BelievesCustomsOnly = "believes-customs-only",
    /// A deviation from the itinerary is refused unless somebody vouches for it.
    PunishesDeviation = "punishes-deviation",
    /// Seals and vehicles are compared with the declared ones, whatever incidents have changed.
    ComparesWithDeclaredOnly = "compares-with-declared-only",
    /// Another tractor is taken for another vehicle although the seals are intact.
    DistrustsAnotherTractor = "distrusts-another-tractor",
    /// A partial loss stops the movement as a total one does.
    ReviewsPartialLoss = "reviews-partial-loss",
    /// A loss is relieved as soon as it is told.
    RelievesWithoutReview = "relieves-without-review",
    /// WRO of a relief names an office where the goods never came.
    NamesAnOfficeInRelief = "names-an-office-in-relief",
    /// Nobody is told that a loss is undecided.
    ForgetsLossReview = "forgets-loss-review",
    /// No DSP follows an unsatisfactory result.
    ForgetsDiscrepancy = "forgets-discrepancy",
    /// The officer decides on a discrepancy and no DSV is sent.
    ForgetsDecision = "forgets-decision",
    /// RES leaves out what differs from the advice.
    DropsDifferences = "drops-differences",
    /// WRO leaves on an unsatisfactory result.
    WritesOffDiscrepancy = "writes-off-discrepancy",
    /// DSP is acknowledged and journalled, and the destination's record stays as it was.
    IgnoresDiscrepancy = "ignores-discrepancy",
    /// A second result is acknowledged and journalled, and the first one stays.
    KeepsFirstResult = "keeps-first-result",
    /// PAS leaves out the seals that customs set.
    DropsNewSeals = "drops-new-seals",
    /// Seals that customs set are told, and the declared ones stay those to be checked.
    ForgetsNewSeals = "forgets-new-seals",
    /// RES lists no seals although the officer saw some.
    DropsSealsFromResult = "drops-seals-from-result",
    /// RES does not say what the goods do next although the officer does.
    DropsNextRegime = "drops-next-regime",
    /// The control has begun and the record says that the goods only arrived.
    HidesControl = "hides-control",
    /// Seals that customs set are taken for a difference.
    DistrustsNewSeals = "distrusts-new-seals",
    /// Seals that differ raise no hold.
    IgnoresSeals = "ignores-seals",
    /// The officer clears a hold, and nothing follows.
    KeepsClearedHold = "keeps-cleared-hold",
    /// The officer cancels a released movement and no CAN is sent.
    CancelsAlone = "cancels-alone",
    /// The guarantee is given back with the CAN, before anybody has acknowledged it.
    GivesGuaranteeBackEarly = "gives-guarantee-back-early",
    /// CAN is acknowledged and journalled, and the goods stay expected.
    LeavesCancelledRecordOpen = "leaves-cancelled-record-open",
    /// CAN is acknowledged although the goods were seen.
    AcknowledgesLateCancellation = "acknowledges-late-cancellation",
    /// The officer may cancel although the goods have left.
    CancelsAfterExit = "cancels-after-exit",
    /// Evidence ends a cancellation and no country is told.
    NeverRevokes = "never-revokes",
    /// PAS on a cancelled movement is answered ACK.
    TakesEvidenceAfterCancellation = "takes-evidence-after-cancellation",
    /// CAN is sent for a movement that was never released.
    AnnouncesEarlyCancellation = "announces-early-cancellation",
    /// A second TDA with other content is answered ACK.
    TakesAmendedAdvice = "takes-amended-advice",
    /// More time is granted and no EXT is sent.
    ForgetsExtension = "forgets-extension",
    /// EXT is acknowledged and journalled, and the old limit stays.
    IgnoresExtension = "ignores-extension",
    /// EXT is sent, and the movement is overdue at the old limit.
    KeepsOldLimit = "keeps-old-limit",
    /// EXT is sent, and the movement that was overdue stays so.
    StaysOverdue = "stays-overdue",
    /// ARR after the limit says that it is in time.
    HidesLateness = "hides-lateness",
    /// A satisfactory result after a late arrival is stored and nothing follows.
    PunishesLateness = "punishes-lateness",
    /// No accompanying document is printed for a released movement.
    PrintsNothing = "prints-nothing",
    /// An accompanying document is printed before the release.
    PrintsBeforeRelease = "prints-before-release",
    /// Both codes of the accompanying document say another MRN than its text.
    PrintsAnotherMrn = "prints-another-mrn",
    /// The accompanying document leaves out a seal.
    OmitsSeal = "omits-seal",
    /// Free text is printed as it came, markup and all.
    PrintsMarkup = "prints-markup",
    /// A container number without its check digit is accepted.
    AcceptsAnyContainer = "accepts-any-container",
    /// Items that weigh more than the whole are accepted.
    AcceptsAnyMass = "accepts-any-mass",
    /// A unit that lists other seals than it counts is accepted.
    AcceptsAnySealCount = "accepts-any-seal-count",
    /// An itinerary in no order of any road is accepted.
    AcceptsAnyRoute = "accepts-any-route",
    /// A time limit before the release is accepted.
    AcceptsAnyLimit = "accepts-any-limit",
    /// A text that turns the direction of writing is accepted.
    AcceptsTurnedText = "accepts-turned-text",
    /// An office that is in no list is accepted.
    AcceptsUnknownOffice = "accepts-unknown-office",
    /// A wrong check digit of an MRN is answered with code 14.
    MisnamesCheckDigit = "misnames-check-digit",
    /// An MRN of the node's own country that does not exist is answered with code 92.
    MisnamesUnknownMrn = "misnames-unknown-mrn",
    /// A refusal by a rule points nowhere.
    HidesPointer = "hides-pointer",
    /// A refusal by a rule does not say what it found.
    HidesOriginalValue = "hides-original-value",
    /// A refusal by rules names the first broken one alone.
    NamesFirstError = "names-first-error",
    /// A declaration is registered whatever rule it breaks.
    DeclaresAnything = "declares-anything",
    /// Benign: messages are written with a namespace prefix.
    OtherPrefix = "other-prefix",
    /// Benign: messages are written with other legal white space and attribute order.
    OtherWhitespace = "other-whitespace",
    /// Benign: answers come at 90 % of the allowed business time.
    SlowAnswers = "slow-answers",
}

/// A text that names no flaw.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("flaw `{0}` is not in the catalogue (see `passavant list flaws`)")]
pub struct UnknownFlaw(String);

impl FromStr for Flaw {
    type Err = UnknownFlaw;

    fn from_str(text: &str) -> Result<Self, UnknownFlaw> {
        let known = Self::ALL.iter().copied().find(|flaw| flaw.name() == text);
        known.ok_or_else(|| UnknownFlaw(text.to_owned()))
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flaws_are_those_of_the_catalogue() {
        let mut named = Vec::new();
        for chapter in std::fs::read_dir("src/conformance/catalogue/chapters").unwrap() {
            let text = std::fs::read_to_string(chapter.unwrap().path()).unwrap();
            let here =
                text.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
            named.extend(here.map(str::to_owned));
        }
        named.sort_unstable();
        let mut ours: Vec<&str> = Flaw::ALL.iter().map(|flaw| flaw.name()).collect();
        ours.sort_unstable();
        assert_eq!(ours, named);
    }

    #[test]
    fn a_flaw_is_read_back_from_its_name() {
        for flaw in Flaw::ALL {
            assert_eq!(flaw.name().parse::<Flaw>().unwrap(), *flaw);
        }
        assert!("no-such-flaw".parse::<Flaw>().is_err());
    }
}
