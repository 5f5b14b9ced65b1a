//! Duties and refusals in the words of the profile.

use crate::node::core::{Duty, RecordAnswer, Stop};

/// What a duty comes to on the wire or in the office; nothing for stopping a timer.
pub(super) fn duty(duty: &Duty) -> Option<String> {
    Some(match duty {
        Duty::AskGuarantee { purpose, .. } => format!("GUQ {}", purpose.code()),
        Duty::SecureMore => "new portions".to_owned(),
        Duty::CancelGuarantee { .. } => "GUC".to_owned(),
        Duty::AdviseDestination(_) => "TDA".to_owned(),
        Duty::AdvisePassage(_) => "TPA".to_owned(),
        Duty::NotifyPassage(fact) => format!("PAS {}", fact.outcome.code()),
        Duty::NotifyArrival(_) => "ARR".to_owned(),
        Duty::NotifyResult(_) => "RES".to_owned(),
        Duty::NotifyIncident(_) => "INC".to_owned(),
        Duty::ForwardIncident(_) => "INF".to_owned(),
        Duty::OpenDiscrepancy { .. } => "DSP, T-DSP".to_owned(),
        Duty::DecideDiscrepancy { decision, .. } => format!("DSV {}", decision.code()),
        Duty::WriteOff { basis, .. } => format!("WRO {}", basis.code()),
        Duty::LiberateGuarantee { .. } => "GUL".to_owned(),
        Duty::NotifyCancellation { action, .. } => format!("CAN {}", action.code()),
        Duty::NotifyExtension { .. } => "EXT".to_owned(),
        Duty::TellClaim { action, .. } => format!("GCL {}", action.code()),
        Duty::AskRecovery { kind, .. } => format!("RCQ {}", kind.code()),
        Duty::AnswerRecovery { verdict, .. } => format!("RCA {}", verdict.code()),
        Duty::TellRecovery { action, .. } => format!("RCC {}", action.code()),
        Duty::AskRecord { .. } => "TRQ".to_owned(),
        Duty::AnswerRecord { answer: RecordAnswer::Granted, .. } => "TRR granted".to_owned(),
        Duty::AnswerRecord { answer: RecordAnswer::Refused(refusal, why), .. } => {
            let why = why.map(|why| format!(" {}", why.code())).unwrap_or_default();
            format!("TRR refusal {}{why}", refusal.code())
        }
        Duty::Forward { .. } => "FWD".to_owned(),
        Duty::ReportSecond { .. } => "INC 9".to_owned(),
        Duty::Refuse(refused) => {
            let stop = Stop::Refused(refused.clone());
            [vec![format!("FNK {}", refusal(&stop))], alerts(&stop)].concat().join("; ")
        }
        Duty::AskStatus { reason, .. } => format!("STQ {}, T-STS", reason.code()),
        Duty::RepeatStatus { .. } => "STQ again".to_owned(),
        Duty::Enquire { .. } => "ENQ".to_owned(),
        Duty::AnswerEnquiry { code, .. } => format!("ENR {}", code.code()),
        Duty::InformEnquiry { kind, .. } => format!("ENI {}", kind.code()),
        Duty::Alert { rule, .. } => format!("alert {rule}"),
        Duty::RunTimer(name) | Duty::StartTimer(name, _) | Duty::StartTimerNow(name, _) => {
            name.as_str().to_owned()
        }
        Duty::StopTimer(_) => return None,
    })
}

/// The answer to what has no effect.
pub(super) fn refusal(stop: &Stop) -> String {
    match stop {
        Stop::Held => "HELD".to_owned(),
        Stop::Refused(refusal) => {
            let rule = refusal.rule.map(|rule| format!(" {rule}")).unwrap_or_default();
            format!("{}{rule}", refusal.code.code())
        }
    }
}

/// The alert that goes with a refusal.
pub(super) fn alerts(stop: &Stop) -> Vec<String> {
    match stop {
        Stop::Held => Vec::new(),
        Stop::Refused(refusal) => {
            refusal.alert.map(|rule| format!("alert {rule}")).into_iter().collect()
        }
    }
}
