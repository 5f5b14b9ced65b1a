//! Named misbehaviours and benign variants, and the count of how often one has fired.

#[macro_use]
mod naming;

pub use naming::UnknownFlaw;

flaws! {
    MissesAVerb = "misses-a-verb",
    WritesElementsOutOfOrder = "writes-elements-out-of-order",
    ForeignIdPrefix = "foreign-id-prefix",
    AnswersWithoutCorrelation = "answers-without-correlation",
    WrongDigest = "wrong-digest",
    MirrorsWrongMrn = "mirrors-wrong-mrn",
    SkipsLinkSeq = "skips-link-seq",
    SendsNonPersistent = "sends-non-persistent",
    WritesLocalTime = "writes-local-time",
    AnswersOnCoreQueue = "answers-on-core-queue",
    NeverAnswers = "never-answers",
    AnswersLate = "answers-late",
    AnswersTwice = "answers-twice",
    RejectsDuplicate = "rejects-duplicate",
    AppliesDuplicate = "applies-duplicate",
    AcceptsAlteredDuplicate = "accepts-altered-duplicate",
    AcceptsArrivalAfterEnd = "accepts-arrival-after-end",
    ReleasesWithoutGuarantee = "releases-without-guarantee",
    ForgetsPassageAdvice = "forgets-passage-advice",
    TruncatesAccents = "truncates-accents",
    RoundsMass = "rounds-mass",
    ShufflesItinerary = "shuffles-itinerary",
    MergesPortions = "merges-portions",
    TellsNeighbourOnly = "tells-neighbour-only",
    HoldsBorderArrival = "holds-border-arrival",
    TellsBorderArrivalTwice = "tells-border-arrival-twice",
    NamesAnotherDeparture = "names-another-departure",
    KeepsBorderRecordOpen = "keeps-border-record-open",
    TellsPassageEarly = "tells-passage-early",
    NeverWritesOff = "never-writes-off",
    WritesOffOnArrival = "writes-off-on-arrival",
    ForgetsPassage = "forgets-passage",
    DropsSealsFromPassage = "drops-seals-from-passage",
    ForgetsArrival = "forgets-arrival",
    ChangesResultCode = "changes-result-code",
    ResultWithArrival = "result-with-arrival",
    IgnoresBalance = "ignores-balance",
    FreesGuaranteeAtBorder = "frees-guarantee-at-border",
    KeepsGuarantee = "keeps-guarantee",
    ForgetsLiberation = "forgets-liberation",
    ForgetsCancellation = "forgets-cancellation",
    IgnoresAccessCode = "ignores-access-code",
    IgnoresTerritory = "ignores-territory",
    TakesUnknownGuarantee = "takes-unknown-guarantee",
    AsksWithOldData = "asks-with-old-data",
    RestartsAmendmentTime = "restarts-amendment-time",
    TakesSilenceForRefusal = "takes-silence-for-refusal",
    CreditsTwice = "credits-twice",
    BindsOnePortion = "binds-one-portion",
    CountsOnAStaleBalance = "counts-on-a-stale-balance",
    ReservesPremium = "reserves-premium",
    ChargesOverseasRate = "charges-overseas-rate",
    BindsCountryOfPurchase = "binds-country-of-purchase",
    AsksIncreaseAsInitial = "asks-increase-as-initial",
    AddsIncreaseOnTop = "adds-increase-on-top",
    DropsPortionsOnRefusal = "drops-portions-on-refusal",
    EndsDiscrepancyOnRefusal = "ends-discrepancy-on-refusal",
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
    /// Officers are refused their acts while the line is down.
    RefusesWorkWhileDown = "refuses-work-while-down",
    /// What was to be sent while the line was down is never sent.
    DropsWhatWaited = "drops-what-waited",
    /// A message counts as sent once it is written: a lost one waits for T-ACK.
    TrustsTheWire = "trusts-the-wire",
    /// A message that had no receipt when the connection was lost is sent again in other bytes.
    AltersWhatWasLost = "alters-what-was-lost",
    /// A message that the broker marks as redelivered is taken for known.
    TrustsRedeliveryMark = "trusts-redelivery-mark",
    /// The node waits for 8 s before it connects again.
    ReconnectsSlowly = "reconnects-slowly",
    /// A receipt that takes longer than 250 ms is taken for a dead line, once.
    GivesUpSlowLine = "gives-up-slow-line",
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
    ForgetsHeartbeat = "forgets-heartbeat",
    IgnoresSkew = "ignores-skew",
    DropsWhatWaited = "drops-what-waited",
    IgnoresGap = "ignores-gap",
    IgnoresNewEpoch = "ignores-new-epoch",
    ForgetsMovementEnd = "forgets-movement-end",
    TellsMovementEndTwice = "tells-movement-end-twice",
    MiscountsItems = "miscounts-items",
    ReportsWithoutOption = "reports-without-option",
    NamesPrincipal = "names-principal",
    HashesWithoutSalt = "hashes-without-salt",
    MiscountsDay = "miscounts-day",
    ForgetsDayTotals = "forgets-day-totals",
    TellsRegionOnce = "tells-region-once",
    ForgetsAnnouncement = "forgets-announcement",
    NeverAsksForForerunner = "never-asks-for-forerunner",
    RefusesEarlyMessage = "refuses-early-message",
    ForgetsHeldMessage = "forgets-held-message",
    /// Goods arrive, nobody saw them come in, and no status is asked for.
    NeverAsksForEntry = "never-asks-for-entry",
    /// Goods arrive, nobody saw them come in, and nothing is held.
    IgnoresMissingEntry = "ignores-missing-entry",
    /// H-PAS is waived on a document although the status says that nobody saw the goods.
    WaivesAgainstStatus = "waives-against-status",
    CountsWhileAway = "counts-while-away",
    IgnoresUnavailability = "ignores-unavailability",
    ForgetsIncident = "forgets-incident",
    DropsNewSealsFromIncident = "drops-new-seals-from-incident",
    ReportsUnendorsedIncident = "reports-unendorsed-incident",
    AcceptsUnendorsedIncident = "accepts-unendorsed-incident",
    ForgetsOwnIncident = "forgets-own-incident",
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
    /// Masses are compared as the scale shows them.
    IgnoresBias = "ignores-bias",
    /// A mass far from the declared one is told to nobody.
    IgnoresMass = "ignores-mass",
    /// What goods lose by nature counts as missing.
    IgnoresNaturalLoss = "ignores-natural-loss",
    /// A result does not say that goods have lost what nature takes.
    OmitsNaturalLoss = "omits-natural-loss",
    /// Goods that lack more than nature takes are told to no officer.
    IgnoresShortage = "ignores-shortage",
    IgnoresSnapshot = "ignores-snapshot",
    ForgetsPublication = "forgets-publication",
    PublishesPart = "publishes-part",
    KeepsReferenceVersion = "keeps-reference-version",
    TakesLowerVersion = "takes-lower-version",
    TakesReferenceEarly = "takes-reference-early",
    RefusesNewerReference = "refuses-newer-reference",
    ForgetsOldOffice = "forgets-old-office",
    TakesOldOfficeAnew = "takes-old-office-anew",
    WritesUnagreedVersion = "writes-unagreed-version",
    TakesAnyVersion = "takes-any-version",
    InsistsOnPrefix = "insists-on-prefix",
    InsistsOnSpelling = "insists-on-spelling",
    CountsClosedDays = "counts-closed-days",
    RestsLimit = "rests-limit",
    IgnoresPair = "ignores-pair",
    HurriesPair = "hurries-pair",
    /// A message with a property that the profile does not name is refused.
    RefusesUnknownProperties = "refuses-unknown-properties",
    /// What the hub has forwarded is taken for a message of a wrong account.
    DistrustsTheHub = "distrusts-the-hub",
    /// A partner may be silent for any time and no officer is told.
    MissesASilentPartner = "misses-a-silent-partner",
    /// Months after the limit nothing happens.
    NeverRecovers = "never-recovers",
    /// The end of recovery is recorded and no RCC is sent.
    ForgetsRecoveryReport = "forgets-recovery-report",
    /// The end of recovery is told, and the movement stays open.
    NeverClosesRecovery = "never-closes-recovery",
    /// A country that is not competent may report the end of recovery.
    BelievesAnyRecoveryReport = "believes-any-recovery-report",
    /// Goods at an undeclared office are told as arrived, and no record is asked for.
    ArrivesWithoutAsking = "arrives-without-asking",
    /// A record that an officer should decide on is granted automatically.
    GrantsWithoutOfficer = "grants-without-officer",
    /// A granted TRR leaves without the record.
    GrantsWithoutRecord = "grants-without-record",
    /// ARR leaves although the record was refused.
    ArrivesThoughRefused = "arrives-though-refused",
    /// A diversion of fuel without approval is granted automatically.
    GrantsFuel = "grants-fuel",
    /// A diversion that was approved beforehand is refused.
    ForgetsApproval = "forgets-approval",
    /// A record is granted although the goods have arrived elsewhere.
    GrantsAfterArrival = "grants-after-arrival",
    /// Another office of entry is refused although the itinerary does not bind.
    RefusesOtherBorder = "refuses-other-border",
    /// A grant makes two ARR leave, under two ids.
    ArrivesTwiceOnGrant = "arrives-twice-on-grant",
    /// No FWD leaves when an arrival elsewhere is applied.
    ForgetsForwarding = "forgets-forwarding",
    /// FWD leaves together with the grant.
    ForwardsOnGrant = "forwards-on-grant",
    /// FWD is acknowledged, and the declared office goes on expecting the goods.
    KeepsBypassedRecord = "keeps-bypassed-record",
    KeepsRecovery = "keeps-recovery",
    NeverAnswersRecovery = "never-answers-recovery",
    ForgetsClaim = "forgets-claim",
    ForgetsClaimAnswer = "forgets-claim-answer",
    FreesPaidPortion = "frees-paid-portion",
    BelievesAnyClaim = "believes-any-claim",
    KeepsWithdrawnClaim = "keeps-withdrawn-claim",
    FreesRejectedPortion = "frees-rejected-portion",
    ClaimsEndedPortion = "claims-ended-portion",
    ForgetsClaimTerm = "forgets-claim-term",
    FreesClaimedPortion = "frees-claimed-portion",
    ForgetsWaitingLiberation = "forgets-waiting-liberation",
    StopsRecoveryAlone = "stops-recovery-alone",
    KeepsClaimWhenStopped = "keeps-claim-when-stopped",
    NeverClosesStopped = "never-closes-stopped",
    StopsWithoutGround = "stops-without-ground",
    WaitsForRefuser = "waits-for-refuser",
    RefusesRightfulClaim = "refuses-rightful-claim",
    /// The limit passes and no status is asked for.
    NeverAsksAfterLimit = "never-asks-after-limit",
    /// The control result stays away and no status is asked for.
    NeverAsksForResult = "never-asks-for-result",
    /// STQ is acknowledged and never answered.
    IgnoresStatusRequest = "ignores-status-request",
    /// STQ is answered, and what the asker lacks is not sent again.
    KeepsWhatWasLost = "keeps-what-was-lost",
    /// STS contains no copies of what the asker has lost.
    ForgetsCopies = "forgets-copies",
    /// STS says EXPECTED of a movement that is unknown.
    InventsStatus = "invents-status",
    /// STS shows what the partner lacks, and it is not sent again.
    NeverSendsAgainAfterStatus = "never-sends-again-after-status",
    /// T-ENQ passes and no ENQ leaves.
    NeverEnquires = "never-enquires",
    /// ENR says 1 whatever the officer said.
    AnswersEnquiryOtherwise = "answers-enquiry-otherwise",
    /// ENQ about an unknown movement is acknowledged and never answered.
    SilentAboutUnknown = "silent-about-unknown",
    /// An accepted proof has no effect.
    IgnoresProof = "ignores-proof",
    /// ENR 1 opens the recovery without the principal having been asked.
    RecoversWithoutPrincipal = "recovers-without-principal",
    /// T-PRF passes and no recovery is opened.
    ForgetsProofTerm = "forgets-proof-term",
    /// ENR 2 ends the enquiry.
    EndsEnquiryOnDuplicate = "ends-enquiry-on-duplicate",
    KeepsEnquiring = "keeps-enquiring",
    LeavesEnquiryOpen = "leaves-enquiry-open",
    KeepsInformation = "keeps-information",
    AcceptsAnyContainer = "accepts-any-container",
    AcceptsAnyMass = "accepts-any-mass",
    AcceptsAnySealCount = "accepts-any-seal-count",
    AcceptsAnyRoute = "accepts-any-route",
    AcceptsAnyLimit = "accepts-any-limit",
    AcceptsTurnedText = "accepts-turned-text",
    AcceptsAnyPackages = "accepts-any-packages",
    AcceptsSealTwice = "accepts-seal-twice",
    AcceptsNoWaiver = "accepts-missing-waiver",
    AcceptsIdleWaiver = "accepts-idle-waiver",
    AcceptsAnyConsignee = "accepts-any-consignee",
    AcceptsAnyExposure = "accepts-any-exposure",
    AcceptsAnyConformity = "accepts-any-conformity",
    AcceptsUnknownDocument = "accepts-unknown-document",
    IgnoresMirrors = "ignores-mirrors",
    TakesLiveTraffic = "takes-live-traffic",
    AcceptsFuture = "accepts-future",
    AcceptsBeforeRelease = "accepts-before-release",
    AcceptsUnknownOffice = "accepts-unknown-office",
    MisnamesCheckDigit = "misnames-check-digit",
    MisnamesUnknownMrn = "misnames-unknown-mrn",
    HidesPointer = "hides-pointer",
    HidesOriginalValue = "hides-original-value",
    NamesFirstError = "names-first-error",
    DeclaresAnything = "declares-anything",
    GrantsCancelled = "grants-cancelled",
    LetsRequestWait = "lets-request-wait",
    IgnoresLaterGrant = "ignores-later-grant",
    KeepsOutcomeToItself = "keeps-outcome-to-itself",
    TakesSecondTruck = "takes-second-truck",
    AccusesSameTruck = "accuses-same-truck",
    TakesSecondArrival = "takes-second-arrival",
    ArbitratesSilently = "arbitrates-silently",
    RefusesWithoutForwarding = "refuses-without-forwarding",
    KeepsQuietAfterArbitration = "keeps-quiet-after-arbitration",
    /// A message at which processing fails is tried again for ever.
    NeverGivesUp = "never-gives-up",
    /// A message that is given up is put aside without a word.
    GivesUpSilently = "gives-up-silently",
    /// A message that is given up is acknowledged at the broker.
    DropsPoison = "drops-poison",
    /// While a message fails, the others wait for it.
    WaitsForPoison = "waits-for-poison",
    /// A message that was given up stays refused when it comes again.
    RemembersItsOwnFailure = "remembers-its-own-failure",
    /// A message answered 99 is never sent again.
    GivesUpAfterInternalFailure = "gives-up-after-internal-failure",
    /// What is captured from stamped paper is told as if it had been captured as it happened.
    HidesPaper = "hides-paper",
    /// What comes late on stamped paper is held against its sender.
    DistrustsPaper = "distrusts-paper",
    /// A held message is not tried again when its forerunner has come.
    ForgetsWhatItHeld = "forgets-what-it-held",
    /// An entry heard after the arrival lifts nothing.
    IgnoresLateEntry = "ignores-late-entry",
    /// A partner's announced absence raises the alarm of a link that is down.
    AlarmsInWindow = "alarms-in-window",
    /// Benign: messages are written with a namespace prefix.
    OtherPrefix = "other-prefix",
    /// Benign: messages are written with other legal white space and attribute order.
    OtherWhitespace = "other-whitespace",
    /// The store is never emptied: earlier scenarios stay in it.
    NeverEmptied = "never-emptied",
    /// Benign: answers come at 90 % of the allowed business time.
    SlowAnswers = "slow-answers",
}

impl Flaw {
    /// It shows while the line is down.
    pub(in crate::node) fn minds_the_line(self) -> bool {
        matches!(self, Self::RefusesWorkWhileDown | Self::DropsWhatWaited)
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
            // Those of the hub are the hub's own business.
            let of_nodes = text.split("\n\n").flat_map(|part| part.split("[["));
            let of_nodes = of_nodes.filter(|entry| !entry.contains("\nhub = true"));
            let lines = of_nodes.flat_map(str::lines);
            let here = lines.filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
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
