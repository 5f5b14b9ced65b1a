//! The fewest fields that the profile lets a sender write: a legal variant.
//!
//! Only what no clause asks for is left out. An `eta` of a TPA, the reservation of a GUR, the office that saw the goods
//! last, the remark of a RES on natural loss are optional for the schema, and asked for by the profile: they stay, and
//! so does what officers find.

use crate::message::Body;

/// Leaves out of a body what may be left out; false where there was nothing of the kind.
pub(super) fn leave_out(body: &mut Body) -> bool {
    match body {
        Body::Pas(pas) => pas.remarks.take().is_some(),
        Body::Arr(arr) => arr.remarks.take().is_some(),
        Body::Dsp(dsp) => dsp.remarks.take().is_some(),
        Body::Trq(trq) => trq.remarks.take().is_some(),
        Body::Trr(trr) => trr.text.take().is_some(),
        Body::Enq(enq) => enq.remarks.take().is_some(),
        Body::Enr(enr) => enr.remarks.take().is_some(),
        Body::Rca(rca) => rca.reason.take().is_some(),
        Body::Rcc(rcc) => rcc.reason.take().is_some(),
        Body::Una(una) => una.reason.take().is_some(),
        Body::Wro(wro) => wro.basis_message_id.take().is_some(),
        Body::Hbt(hbt) => {
            let told = !hbt.sets.is_empty();
            hbt.sets.clear();
            told
        }
        Body::Xnk(xnk) => {
            let texts = xnk.errors.iter_mut().filter_map(|error| error.text.take());
            texts.count() > 0
        }
        Body::Tda(_)
        | Body::Tpa(_)
        | Body::Inc(_)
        | Body::Inf(_)
        | Body::Res(_)
        | Body::Dsv(_)
        | Body::Fwd(_)
        | Body::Stq(_)
        | Body::Sts(_)
        | Body::Eni(_)
        | Body::Guq(_)
        | Body::Gur(_)
        | Body::Guc(_)
        | Body::Can(_)
        | Body::Ext(_)
        | Body::Rcq(_)
        | Body::Gul(_)
        | Body::Gcl(_)
        | Body::Gcr(_)
        | Body::Sta(_)
        | Body::Rfd(_)
        | Body::Ack(_)
        | Body::Fnk(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{read, sample, write};
    use crate::profile::Code;

    #[test]
    fn what_is_left_is_valid() {
        for code in Code::ALL {
            for seed in 1..20 {
                let mut message = sample(code, seed);
                let left_out = leave_out(&mut message.body);
                assert!(!leave_out(&mut message.body), "{code}: once is enough");
                let bytes = write(&message);
                assert!(read(&bytes).is_ok(), "{code} {seed} {left_out}");
            }
        }
    }
}
