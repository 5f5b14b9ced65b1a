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
    /// A message waits for its forerunner, and nobody asks for that.
    NeverAsksForForerunner = "never-asks-for-forerunner",
    /// A message that comes before its forerunner is refused at once.
    RefusesEarlyMessage = "refuses-early-message",
    /// A message whose forerunner never comes is never refused.
    ForgetsHeldMessage = "forgets-held-message",
    /// Goods arrive, nobody saw them come in, and no status is asked for.
    NeverAsksForEntry = "never-asks-for-entry",
    /// Goods arrive, nobody saw them come in, and nothing is held.
    IgnoresMissingEntry = "ignores-missing-entry",
    /// H-PAS is waived on a document although the status says that nobody saw the goods.
    WaivesAgainstStatus = "waives-against-status",
    /// A timer that waits for a partner runs on while that partner is away.
    CountsWhileAway = "counts-while-away",
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
    /// Recovery is opened, and nobody is asked to take it over.
    KeepsRecovery = "keeps-recovery",
    /// The request to recover is accepted, and nobody is told.
    NeverAnswersRecovery = "never-answers-recovery",
    /// A claim on the guarantee is recorded and no GCL is sent.
    ForgetsClaim = "forgets-claim",
    /// The guarantor decides on a claim and sends no GCR.
    ForgetsClaimAnswer = "forgets-claim-answer",
    /// A portion that was paid counts as free.
    FreesPaidPortion = "frees-paid-portion",
    /// A country may claim the portion of another.
    BelievesAnyClaim = "believes-any-claim",
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
    /// More time is granted during an enquiry, and the enquiry goes on.
    KeepsEnquiring = "keeps-enquiring",
    /// ENI CLOSE is not sent.
    LeavesEnquiryOpen = "leaves-enquiry-open",
    /// ENI INFO and PROOF are not sent.
    KeepsInformation = "keeps-information",
    AcceptsAnyContainer = "accepts-any-container",
    AcceptsAnyMass = "accepts-any-mass",
    AcceptsAnySealCount = "accepts-any-seal-count",
    AcceptsAnyRoute = "accepts-any-route",
    AcceptsAnyLimit = "accepts-any-limit",
    AcceptsTurnedText = "accepts-turned-text",
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
    /// Benign: messages are written with a namespace prefix.
    OtherPrefix = "other-prefix",
    /// Benign: messages are written with other legal white space and attribute order.
    OtherWhitespace = "other-whitespace",
    /// The store is never emptied: earlier scenarios stay in it.
    NeverEmptied = "never-emptied",
    /// Benign: answers come at 90 % of the allowed business time.
    SlowAnswers = "slow-answers",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flaws_are_those_of_the_catalogue() {
        let mut named = Vec::new();
        for chapter in std::fs::read_dir("src/conformance/catalogue/chapters").unwrap() {
            let text = std::fs::read_to_string(chapter.unwrap().path()).unwrap();
            // Those of the hub and of the tunnels are their own business.
            let of_nodes = text.split("\n\n").flat_map(|part| part.split("[["));
            let of_nodes = of_nodes
                .filter(|entry| !entry.contains("\nhub = true") && !entry.contains("\nvpn = true"));
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
