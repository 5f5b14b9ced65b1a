//! Validation against the profile's XSD files, compiled once per code.
//!
//! A small engine for the part of XSD that the profile uses: it names the place by line, column
//! and pointer, knows which error code a finding has, and counts characters, not bytes. A schema
//! that uses anything else does not compile. `tests/profile_corpus.rs` holds it to xmllint.

mod compile;
mod model;
mod validate;
mod value;

use std::sync::LazyLock;

use self::model::Schema;
use crate::message::fault::Fault;
use crate::message::tree::Element;
use crate::profile::Code;
use crate::profile::lists::XmlErrorCode;

/// One compiled schema per code, in the order of `Code::ALL`.
static SCHEMAS: LazyLock<Vec<(Code, Schema)>> = LazyLock::new(|| {
    let compiled = Code::ALL.map(|code| {
        let schema = compile::compile(code);
        (code, schema.expect("the profile's own schemas compile: a test proves it"))
    });
    Vec::from(compiled)
});

/// Most findings that one document may yield; the first ones say enough.
const MAX_FINDINGS: usize = 64;

/// The code of a valid document, or everything that is wrong with it.
pub(super) fn validated(root: &Element<'_>) -> Result<Code, Vec<Fault>> {
    let known = root.name.parse::<Code>().ok().filter(|_| root.in_profile);
    let Some(code) = known else {
        let text = if root.in_profile {
            format!("root element `{}` is no message of the profile", root.name)
        } else {
            format!("root element `{}` is not in the namespace of the profile", root.name)
        };
        let fault = Fault::new(root.start, XmlErrorCode::Unexpected, text);
        return Err(vec![fault.at_pointer(format!("/{}", root.name))]);
    };
    let schema = SCHEMAS.iter().find(|(of, _)| *of == code).map(|(_, schema)| schema);
    let faults = validate::faults(schema.expect("a schema per code"), root);
    if faults.is_empty() { Ok(code) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_compiles() {
        for code in Code::ALL {
            compile::compile(code).unwrap();
        }
    }
}
