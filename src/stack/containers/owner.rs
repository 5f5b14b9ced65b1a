//! Who started a container: labels, and whether that process still lives.

use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::Pid;
use std::collections::HashMap;
use std::fs;

/// On everything that we start in Docker; its value is always `yes`.
pub(super) const OURS: &str = "org.passavant.started";
/// Run id.
pub(super) const RUN: &str = "org.passavant.run";
/// Cell of the run.
pub(super) const CELL: &str = "org.passavant.cell";
/// Part of the cell, e.g. `node TG`.
pub(super) const PART: &str = "org.passavant.part";
const HOST: &str = "org.passavant.host";
const BOOT: &str = "org.passavant.boot";
const PID_NAMESPACE: &str = "org.passavant.pid-namespace";
const PID: &str = "org.passavant.pid";
const BORN: &str = "org.passavant.born";

/// A process, told apart from a later one of the same number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    host: String,
    boot: String,
    pid_namespace: String,
    pid: i32,
    /// Clock ticks after boot at which it began.
    born: String,
}

impl Owner {
    /// This very process.
    pub(super) fn this_process() -> Self {
        let pid = Pid::this().as_raw();
        Self {
            host: line("/proc/sys/kernel/hostname"),
            boot: line("/proc/sys/kernel/random/boot_id"),
            pid_namespace: pid_namespace(),
            pid,
            born: born(pid).unwrap_or_default(),
        }
    }

    /// The labels that say so.
    pub(super) fn labels(&self) -> [(&'static str, String); 6] {
        [
            (OURS, "yes".to_owned()),
            (HOST, self.host.clone()),
            (BOOT, self.boot.clone()),
            (PID_NAMESPACE, self.pid_namespace.clone()),
            (PID, self.pid.to_string()),
            (BORN, self.born.clone()),
        ]
    }

    /// Reads the labels of something that a run has started.
    pub(super) fn of(labels: &HashMap<String, String>) -> Option<Self> {
        let text = |name: &str| labels.get(name).cloned();
        Some(Self {
            host: text(HOST)?,
            boot: text(BOOT)?,
            pid_namespace: text(PID_NAMESPACE)?,
            pid: text(PID)?.parse().ok()?,
            born: text(BORN)?,
        })
    }

    /// True when this process has surely ended. One of another machine or of another process-id
    /// namespace on this one cannot be seen from here, so nothing of it is touched.
    pub(super) fn is_dead(&self, me: &Self) -> bool {
        if self.host != me.host || self.pid_namespace != me.pid_namespace {
            return false;
        }
        if self.boot != me.boot {
            return true;
        }
        match kill(Pid::from_raw(self.pid), None) {
            Err(Errno::ESRCH) => true,
            _ => born(self.pid).is_some_and(|born| born != self.born),
        }
    }
}

fn line(file: &str) -> String {
    fs::read_to_string(file).map(|text| text.trim().to_owned()).unwrap_or_default()
}

fn pid_namespace() -> String {
    fs::read_link("/proc/self/ns/pid")
        .map(|link| link.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Field 22 of `/proc/<pid>/stat`; the name in field 2 may hold blanks and brackets.
fn born(pid: i32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let after_name = stat.rsplit_once(')')?.1;
    after_name.split_whitespace().nth(19).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(owner: &Owner) -> HashMap<String, String> {
        owner.labels().into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    #[test]
    fn this_process_is_read_back_from_its_labels_and_lives() {
        let me = Owner::this_process();
        assert_eq!(Owner::of(&labelled(&me)), Some(me.clone()));
        assert!(!me.is_dead(&me));
    }

    #[test]
    fn a_process_that_was_joined_is_dead() {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let me = Owner::this_process();
        let pid = i32::try_from(child.id()).unwrap();
        child.wait().unwrap();
        assert!(Owner { pid, ..me.clone() }.is_dead(&me));
    }

    #[test]
    fn a_later_process_of_the_same_number_does_not_keep_it_alive() {
        let me = Owner::this_process();
        assert!(Owner { born: "1".into(), ..me.clone() }.is_dead(&me));
    }

    #[test]
    fn a_reboot_kills_and_another_machine_is_left_alone() {
        let me = Owner::this_process();
        let before = Owner { boot: "before".into(), ..me.clone() };
        assert!(before.is_dead(&me));
        assert!(!Owner { host: "elsewhere".into(), ..before }.is_dead(&me));
    }

    #[test]
    fn something_without_our_labels_has_no_owner() {
        assert_eq!(Owner::of(&HashMap::new()), None);
    }
}
