//! Somebody else's node takes a seat on the containers stack: its own process on this machine, as its owner starts it.

use crate::ground::{Ground, demand, text};
use crate::run::{passavant, verdicts_in};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;

/// A node that was started by hand. It ends with the test.
struct Foreign(Child);

impl Drop for Foreign {
    fn drop(&mut self) {
        // Gone already is as good.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

pub(crate) async fn a_node_of_its_owner_takes_its_seat_with_and_without_a_tunnel(
    _: Arc<Ground>,
) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(text)?;
    let sut = folder.path().join("sut.toml");
    let _node = start(folder.path())?;
    let of_node = ["--stack", "containers", "--sut", sut.to_str().ok_or("no text")?];
    let (plain, tunnel) = (folder.path().join("plain"), folder.path().join("tunnel"));
    played(&[&of_node[..], &["--scenario", "HP01,HP17,LF01,LF12"]].concat(), &plain, 4)?;
    let with = ["--vpn", "--scenario", "HP01,LF01,VPN01,VPN02,VPN03,VPN04"];
    played(&[&of_node[..], &with].concat(), &tunnel, 6)
}

fn played(how: &[&str], out: &Path, so_many: usize) -> Result<(), String> {
    let run = passavant(&["run"]).args(how).arg("--out").arg(out).output().map_err(text)?;
    let (code, said) = (run.status.code(), String::from_utf8_lossy(&run.stderr));
    demand!(code == Some(0), "run {}: exit {code:?}: {said}", how.join(" "));
    let verdicts = verdicts_in(out)?;
    demand!(verdicts.len() == so_many, "{verdicts:?}");
    let passed = verdicts.iter().all(|(id, verdict)| id.ends_with("/BF") && verdict == "PASS");
    demand!(passed, "{verdicts:?}");
    Ok(())
}

/// Starts the node, and writes down where it is and where it looks for its broker.
fn start(folder: &Path) -> Result<Foreign, String> {
    let write = |name: &str, words: &str| std::fs::write(folder.join(name), words).map_err(text);
    write("password", "a-password-of-its-owner")?;
    write("token", "a-token-of-its-owner")?;
    let free = TcpListener::bind("127.0.0.1:0").map_err(text)?.local_addr().map_err(text)?;
    let mut command = passavant(&["node", "--country", "BF", "--adapter", "127.0.0.1:0"]);
    command.args(["--broker", &free.to_string(), "--password-file"]).arg(folder.join("password"));
    command.arg("--token-file").arg(folder.join("token"));
    command.arg("--data").arg(folder.join("data"));
    let started = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut node = Foreign(started.map_err(text)?);
    let mut said = String::new();
    let out = node.0.stdout.as_mut().ok_or("piped above")?;
    BufReader::new(out).read_line(&mut said).map_err(text)?;
    let ready: serde_json::Value = serde_json::from_str(&said).map_err(text)?;
    let adapter = ready["adapter"].as_str().ok_or("the node said nothing of its adapter")?;
    write(
        "sut.toml",
        &format!(
            "country = \"BF\"\nadapter = \"http://{adapter}\"\ntoken = \"a-token-of-its-owner\"\n\
             [link]\nlisten = \"{free}\"\n[broker]\nuser = \"BF\"\npassword_file = \"password\"\n"
        ),
    )?;
    Ok(node)
}
