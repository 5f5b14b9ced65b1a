//! Good and broken documents, each with what a reader must say about it.

use passavant::message::{Style, sample, write, write_as};
use passavant::profile::Code;

/// A document and what must be said about it.
#[derive(Clone)]
pub(crate) struct Case {
    /// File name in `tests/corpus`, which starts with the code.
    pub(crate) name: String,
    /// The schema that it is checked against.
    pub(crate) code: Code,
    pub(crate) bytes: Vec<u8>,
    pub(crate) expected: Expected,
    /// What plain XSD validation says, where the profile is stricter than that (PD-01).
    pub(crate) lint_valid: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Valid,
    /// XNK code, line, column, pointer of the first finding.
    Refused(String, u32, u32, String),
}

/// A valid document under construction: text edits, then an expectation.
struct Draft {
    name: String,
    code: Code,
    text: String,
}

/// How the unit of a sample begins; what follows says how many seals it bears.
const UNIT: &str = "<unit no=\"1\"";

/// A sample as text; an arrival on stamped paper, so that it has free text to play with.
fn draft(code: Code, name: &str) -> Draft {
    let text = |seed| String::from_utf8(write(&sample(code, seed))).unwrap();
    let rich = |text: &String| code != Code::Arr || text.contains("<officer>");
    let text = (11..99).map(text).find(rich).unwrap();
    Draft { name: format!("{}-{name}.xml", code.as_str()), code, text }
}

impl Draft {
    /// Replaces the first `from`, which must be there.
    fn with(mut self, from: &str, to: &str) -> Self {
        assert!(self.text.contains(from), "{}: `{from}` is not in\n{}", self.name, self.text);
        self.text = self.text.replacen(from, to, 1);
        self
    }

    /// Replaces what stands between the first `start` and the next `end`.
    fn between(mut self, start: &str, end: &str, to: &str) -> Self {
        let from = self.text.find(start).unwrap_or_else(|| panic!("{}: {start}", self.name));
        let from = from + start.len();
        let until = from + self.text[from..].find(end).unwrap();
        self.text.replace_range(from..until, to);
        self
    }

    /// Drops the whole line that holds `part`.
    fn without_line(mut self, part: &str) -> Self {
        let at = self.text.find(part).unwrap_or_else(|| panic!("{}: {part}", self.name));
        let start = self.text[..at].rfind('\n').unwrap() + 1;
        let end = at + self.text[at..].find('\n').unwrap() + 1;
        self.text.replace_range(start..end, "");
        self
    }

    fn valid(self) -> Case {
        let bytes = self.text.into_bytes();
        let (name, code) = (self.name, self.code);
        Case { name, code, bytes, expected: Expected::Valid, lint_valid: true }
    }

    /// Refused with `xnk` where the first `needle` stands.
    fn refused(self, xnk: &str, needle: &str, pointer: &str) -> Case {
        let at = self.text.find(needle).unwrap_or_else(|| panic!("{}: {needle}", self.name));
        let (line, column) = place(&self.text, at);
        let expected = Expected::Refused(xnk.to_owned(), line, column, pointer.to_owned());
        let bytes = self.text.into_bytes();
        Case { name: self.name, code: self.code, bytes, expected, lint_valid: false }
    }
}

impl Case {
    /// The profile refuses what XSD alone lets pass.
    fn though_lint_is_content(mut self) -> Self {
        self.lint_valid = true;
        self
    }

    fn with_bytes(mut self, bytes: Vec<u8>) -> Self {
        self.bytes = bytes;
        self
    }

    fn at(mut self, line: u32, column: u32) -> Self {
        if let Expected::Refused(_, at_line, at_column, _) = &mut self.expected {
            (*at_line, *at_column) = (line, column);
        }
        self
    }
}

/// Line and column of an offset, written apart from the code under test.
fn place(text: &str, at: usize) -> (u32, u32) {
    let (mut line, mut column) = (1, 1);
    for c in text[..at].chars() {
        if c == '\n' {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
    }
    (line, column)
}

/// The whole corpus.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for code in Code::ALL {
        cases.extend(of_every_code(code));
    }
    cases.extend(text_level());
    cases.extend(encodings());
    cases.extend(structure());
    cases.extend(values());
    cases.extend(diversion());
    cases.extend(incidents());
    cases
}

#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn of_every_code(code: Code) -> Vec<Case> {
    let root = code.as_str();
    let mut cases = Vec::new();
    for seed in 1..4 {
        let mut case = draft(code, &format!("valid-{seed}")).valid();
        case.bytes = write(&sample(code, seed));
        cases.push(case);
    }
    for (style, name) in [(Style::Prefixed, "valid-prefixed"), (Style::Spaced, "valid-spaced")] {
        let mut case = draft(code, name).valid();
        case.bytes = write_as(&sample(code, 11), style);
        cases.push(case);
    }
    let half = draft(code, "x52-truncated");
    let half_text = half.text[..half.text.floor_char_boundary(half.text.len() / 2)].to_owned();
    // Cut inside a tag: the tag that never ends; else the end of the text.
    let cut = half_text.rfind('<').filter(|open| !half_text[*open..].contains('>'));
    let at = place(&half_text, cut.unwrap_or(half_text.len()));
    let truncated = half.refused("52", "<?xml", "/").with_bytes(half_text.into_bytes());
    cases.push(truncated.at(at.0, at.1));
    let header = format!("/{root}/Header");
    let close = format!("</{root}>");
    let type_tag = format!("<messageType>{root}");
    cases.push(draft(code, "x12-other-type").with(&type_tag, "<messageType>ZZZ").refused(
        "12",
        "<messageType>",
        &format!("{header}/messageType"),
    ));
    cases.push(draft(code, "x13-no-epoch").without_line("<linkEpoch>").refused(
        "13",
        "<linkSeq>",
        &format!("{header}/linkEpoch"),
    ));
    cases.push(draft(code, "x15-surplus").with(&close, &format!("  <surplus/>\n{close}")).refused(
        "15",
        "<surplus/>",
        &format!("/{root}/surplus"),
    ));
    cases.push(
        draft(code, "x15-other-namespace")
            .with("urn:tgbf:sigmat-profile:1", "urn:tgbf:sigmat-profile:2")
            .refused("15", &format!("<{root}"), &format!("/{root}")),
    );
    cases.push(
        draft(code, "x35-two-ids")
            .with("<messageId>", "<messageId>TG-0</messageId>\n    <messageId>")
            .with("TG-0", "TG-018f6c1e000070008000000000000001")
            .at_second("<messageId>", "35", &format!("{header}/messageId")),
    );
    cases.push(draft(code, "x40-empty").between("<testIndicator>", "<", "").refused(
        "40",
        "<testIndicator>",
        &format!("{header}/testIndicator"),
    ));
    cases.push(
        draft(code, "x50-february").between("<preparedAt>", "<", "2026-02-30T09:15:00Z").refused(
            "50",
            "<preparedAt>",
            &format!("{header}/preparedAt"),
        ),
    );
    cases.push(
        draft(code, "x51-no-zone").between("<preparedAt>", "<", "2026-02-03T09:15:00").refused(
            "51",
            "<preparedAt>",
            &format!("{header}/preparedAt"),
        ),
    );
    cases
}

impl Draft {
    fn at_second(self, needle: &str, xnk: &str, pointer: &str) -> Case {
        let first = self.text.find(needle).unwrap() + needle.len();
        let second = first + self.text[first..].find(needle).unwrap();
        let (line, column) = place(&self.text, second);
        self.refused(xnk, needle, pointer).at(line, column)
    }
}

/// What XML itself and PD-01 say.
#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn text_level() -> Vec<Case> {
    let arr = |name: &str| draft(Code::Arr, name);
    let open = "<ARR xmlns=\"urn:tgbf:sigmat-profile:1\"";
    let hint = format!(
        "{open} xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"urn:tgbf:sigmat-profile:1 arr.xsd\""
    );
    let nil =
        format!("{open} xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"");
    vec![
        arr("valid-comment").with("<MRN>", "<!-- <item/> & co -->\n<MRN>").valid(),
        arr("valid-comment-in-value").with("<late>", "<late><!-- here -->").valid(),
        arr("valid-cdata").between("<officer>", "</", "<![CDATA[<Agbéko> & Cie]]>").valid(),
        arr("valid-references").between("<officer>", "</", "&#75;&#xE9;ita &amp; &lt;").valid(),
        arr("valid-no-declaration")
            .with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "")
            .valid(),
        arr("valid-standalone")
            .with("encoding=\"UTF-8\"", "encoding='utf-8' standalone='yes'")
            .valid(),
        arr("valid-schema-hint").with(open, &hint).valid(),
        arr("x15-nil").with(open, &nil).refused("15", "<ARR", "/ARR/@nil"),
        arr("x15-foreign-attribute").with(open, &format!("{open} xml:lang=\"fr\"")).refused(
            "15",
            "<ARR",
            "/ARR/@lang",
        ),
        arr("x52-empty").refused("52", "<?xml", "/").with_bytes(Vec::new()),
        arr("x52-only-text").refused("52", "<?xml", "/").with_bytes(b"hello".to_vec()),
        arr("x52-doctype")
            .with("<ARR ", "<!DOCTYPE ARR>\n<ARR ")
            .refused("52", "<!DOCTYPE", "/")
            .though_lint_is_content(),
        arr("x52-laughs")
            .with("<ARR ", "<!DOCTYPE ARR [<!ENTITY a \"haha\"><!ENTITY b \"&a;&a;\">]>\n<ARR ")
            .with("<late>", "<late>&b;")
            .refused("52", "<!DOCTYPE", "/"),
        arr("x52-external-entity")
            .with("<ARR ", "<!DOCTYPE ARR [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>\n<ARR ")
            .with("<late>", "<late>&a;")
            .refused("52", "<!DOCTYPE", "/"),
        arr("x52-instruction")
            .with("<ARR ", "<?php echo 1 ?>\n<ARR ")
            .refused("52", "<?php", "/")
            .though_lint_is_content(),
        arr("x52-stylesheet")
            .with("</ARR>", "</ARR>\n<?xml-stylesheet href='a'?>")
            .refused("52", "<?xml-style", "/")
            .though_lint_is_content(),
        arr("x52-unknown-entity").with("<late>", "<late>&nbsp;").refused("52", "&nbsp;", "/"),
        arr("x52-bare-ampersand").between("<officer>", "</", "A & B").refused("52", "& B", "/"),
        arr("x52-crossed-tags").with("</late>", "</lates>").refused("52", "</lates>", "/"),
        arr("x52-attribute-twice").with("role=\"DST\"", "role=\"DST\" role=\"DST\"").at_second(
            "role=\"DST\"",
            "52",
            "/",
        ),
        arr("x52-attributes-joined").with("\" role=\"DST\"", "\"role=\"DST\"").refused(
            "52",
            "role=\"DST\"",
            "/",
        ),
        arr("x52-unquoted").with("role=\"DST\"", "role=DST").refused("52", "role=DST", "/"),
        arr("x52-less-in-attribute").with("role=\"DST\"", "role=\"<\"").refused("52", "<\"", "/"),
        arr("x52-two-roots").with("</ARR>", "</ARR>\n<ARR/>").refused("52", "<ARR/>", "/"),
        arr("x52-text-after-root")
            .with("</ARR>", "</ARR>\nend")
            .refused("52", "end", "/")
            .at_end("end"),
        arr("x52-undeclared-prefix")
            .with("<late>", "<x:late>")
            .with("</late>", "</x:late>")
            .refused("52", "<x:late>", "/"),
        arr("x52-cdata-end-in-text")
            .between("<officer>", "</", "a ]]> b")
            .refused("52", "]]>", "/"),
        arr("x52-double-hyphen").with("<MRN>", "<!-- a -- b --><MRN>").refused("52", "-- b", "/"),
        arr("x52-name-starts-with-digit")
            .with("<late>", "<1late>")
            .with("</late>", "</1late>")
            .refused("52", "<1late>", "/"),
        arr("x52-declaration-late").with("<?xml", "\n<?xml").refused("52", "<?xml", "/"),
        arr("x52-version-1.1")
            .with("version=\"1.0\"", "version=\"1.1\"")
            .refused("52", "<?xml", "/")
            .though_lint_is_content(),
        arr("x52-depth")
            .with("<MRN>", &format!("{}{}<MRN>", "<a>".repeat(40), "</a>".repeat(40)))
            .refused_at_depth(),
    ]
}

impl Case {
    /// The place of the last `needle`.
    fn at_end(self, needle: &str) -> Self {
        let text = String::from_utf8(self.bytes.clone()).unwrap();
        let (line, column) = place(&text, text.rfind(needle).unwrap());
        self.at(line, column)
    }
}

impl Draft {
    /// The 33rd open element: ARR, Arrival, then the 31st `<a>`.
    fn refused_at_depth(self) -> Case {
        let at = self.text.find("<a>").unwrap() + 30 * "<a>".len();
        let (line, column) = place(&self.text, at);
        self.refused("52", "<a>", "/").at(line, column)
    }
}

fn encodings() -> Vec<Case> {
    let arr = |name: &str| draft(Code::Arr, name).between("<officer>", "</", "Agbéko");
    let latin = |text: &str| {
        text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect::<Vec<u8>>()
    };
    let declared = arr("x52-latin-1").with("UTF-8", "ISO-8859-1");
    let declared_bytes = latin(&declared.text);
    let lying = arr("x53-latin-1-as-utf-8");
    let lying_bytes = latin(&lying.text);
    let plain = arr("x52-bom");
    let marked = [b"\xef\xbb\xbf".as_slice(), plain.text.as_bytes()].concat();
    let wide = arr("x52-utf-16").with("UTF-8", "UTF-16");
    let units: Vec<u8> = std::iter::once(0xfeff)
        .chain(wide.text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let forbidden = |name: &str, what: &str, needle: &str| {
        arr(name).between("<officer>", "</", what).refused("53", needle, "/")
    };
    vec![
        declared.refused("52", "<?xml", "/").with_bytes(declared_bytes).though_lint_is_content(),
        arr("x52-ascii-as-latin-1")
            .between("<officer>", "</", "Agbeko")
            .with("UTF-8", "ISO-8859-1")
            .refused("52", "<?xml", "/")
            .though_lint_is_content(),
        lying.refused("53", "éko", "/").with_bytes(lying_bytes),
        plain.refused("52", "<?xml", "/").with_bytes(marked).though_lint_is_content(),
        wide.refused("52", "<?xml", "/").with_bytes(units).though_lint_is_content(),
        arr("x52-gzip")
            .refused("52", "<?xml", "/")
            .with_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03".to_vec()),
        forbidden("x53-control", "a\u{1}b", "\u{1}b"),
        forbidden("x53-nul", "a\0b", "\0b"),
        forbidden("x53-control-reference", "a&#1;b", "&#1;"),
        forbidden("x53-nul-reference", "a&#0;b", "&#0;"),
        forbidden("x53-not-a-character", "a\u{fffe}b", "\u{fffe}b"),
        forbidden("x53-above-ffff", "camion \u{1f69a}", "\u{1f69a}").though_lint_is_content(),
        forbidden("x53-above-ffff-reference", "camion &#x1F69A;", "&#x1F69A;")
            .though_lint_is_content(),
    ]
}

/// Elements and attributes in the wrong place, number or company.
#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn structure() -> Vec<Case> {
    let tda = |name: &str| draft(Code::Tda, name);
    let unit = "/TDA/Equipment/unit[1]";
    let vehicle = "    <vehicle seq=\"1\" type=\"30\" plate=\"TG-1-AB\" nationality=\"TG\"/>\n";
    vec![
        tda("valid-three-vehicles")
            .between("<Vehicles>\n", "  </Vehicles>", &vehicle.repeat(3))
            .valid(),
        tda("x35-four-vehicles")
            .between(
                "<Vehicles>\n",
                "  </Vehicles>",
                &format!("{}{vehicle}", vehicle.repeat(3).replace("seq=\"1\"", "seq=\"2\"")),
            )
            .refused("35", "<vehicle seq=\"1\"", "/TDA/Vehicles/vehicle[4]"),
        tda("x13-no-vehicle").between("<Vehicles>\n", "  </Vehicles>", "").refused(
            "13",
            "</Vehicles>",
            "/TDA/Vehicles/vehicle",
        ),
        tda("x13-no-mrn").without_line("<MRN>").refused("13", "<nationalKey", "/TDA/Transit/MRN"),
        tda("x13-no-grn").between("<Guarantee", " guarantor", "").refused(
            "13",
            "<Guarantee ",
            "/TDA/Guarantee/@grn",
        ),
        tda("x15-order")
            .with("<eventAt>", "<recordedAt>2026-02-03T09:14:00Z</recordedAt><eventAt>")
            .refused("13", "<recordedAt>", "/TDA/Event/eventAt"),
        tda("x15-unknown-element").with("<MRN>", "<mrn>A</mrn><MRN>").refused(
            "15",
            "<mrn>",
            "/TDA/Transit/mrn",
        ),
        tda("x15-unknown-attribute").with("<Goods ", "<Goods net=\"1\" ").refused(
            "15",
            "<Goods",
            "/TDA/Goods/@net",
        ),
        tda("x15-text-between").with("<Vehicles>", "<Vehicles>here").refused(
            "15",
            "<Vehicles>",
            "/TDA/Vehicles",
        ),
        tda("x15-no-break-space-between").with("<Vehicles>", "<Vehicles>\u{a0}").refused(
            "15",
            "<Vehicles>",
            "/TDA/Vehicles",
        ),
        tda("x15-child-in-value").with("<acceptedAt>", "<acceptedAt><b/>").refused(
            "15",
            "<b/>",
            "/TDA/Transit/acceptedAt/b",
        ),
        tda("x15-child-in-empty")
            .between("<Control ", "/>", "code=\"A2\" date=\"2026-02-03\"><b")
            .with("</TDA>", "</Control>\n</TDA>")
            .between("<b/>", "</Control>", "")
            .refused("15", "<b/>", "/TDA/Control/b"),
        tda("x15-no-namespace-child").with("<Vehicles>", "<Vehicles xmlns=\"\">").refused(
            "15",
            "<Vehicles",
            "/TDA/Vehicles",
        ),
        tda("valid-two-prefixes")
            .with("<Vehicles>", "<p:Vehicles xmlns:p=\"urn:tgbf:sigmat-profile:1\">")
            .with("</Vehicles>", "</p:Vehicles>")
            .valid(),
        tda("valid-unit-without-seals").between(UNIT, "</unit>", " sealCount=\"0\">").valid(),
        tda("x35-two-waivers")
            .between(
                UNIT,
                "</unit>",
                " sealCount=\"0\"><sealWaiver>a</sealWaiver><sealWaiver>b</sealWaiver>",
            )
            .refused("35", "<sealWaiver>b", &format!("{unit}/sealWaiver")),
        tda("x15-seal-after-waiver")
            .between(UNIT, "</unit>", " sealCount=\"1\"><sealWaiver>a</sealWaiver><seal>TG1</seal>")
            .refused("15", "<seal>", &format!("{unit}/seal")),
        tda("x15-correlation")
            .with(
                "<messageType>",
                "<correlationId>TG-018f6c1e000070008000000000000001</correlationId><messageType>",
            )
            .refused("15", "<correlationId>", "/TDA/Header/correlationId"),
        draft(Code::Ack, "x13-no-correlation").without_line("<correlationId>").refused(
            "13",
            "<messageType>",
            "/ACK/Header/correlationId",
        ),
        draft(Code::Xnk, "valid-broker-id")
            .between("<correlationId>", "<", "JMS:ID:broker-41:1.2:3")
            .valid(),
        draft(Code::Fnk, "x51-broker-id")
            .between("<correlationId>", "<", "JMS:ID:broker-41")
            .refused("51", "<correlationId>", "/FNK/Header/correlationId"),
        draft(Code::Tda, "x15-other-root")
            .with("<TDA ", "<TDX ")
            .with("</TDA>", "</TDX>")
            .refused("15", "<TDX", "/TDX"),
        draft(Code::Tda, "x12-root-of-another")
            .with("<TDA ", "<TPA ")
            .with("</TDA>", "</TPA>")
            .refused("12", "<messageType>", "/TPA/Header/messageType"),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn values() -> Vec<Case> {
    let tda = |name: &str| draft(Code::Tda, name);
    let name = |label: &str, text: &str| tda(label).between("<name>", "<", text);
    let plate = |label: &str, text: &str| tda(label).between("plate=\"", "\"", text);
    let seq = |label: &str, text: &str| tda(label).between("<vehicle seq=\"", "\"", text);
    let mass = |label: &str, text: &str| tda(label).between("grossMass=\"", "\"", text);
    let money = |label: &str, text: &str| tda(label).between("<Value currency=\"XOF\">", "<", text);
    let time = |label: &str, text: &str| tda(label).between("<timeLimit>", "<", text);
    let first = "/TDA/Vehicles/vehicle[1]";
    let limit = "/TDA/Transit/timeLimit";
    let principal = "/TDA/Principal/name";
    let accents = "é".repeat(70);
    vec![
        name("valid-70-accents", &accents).valid(),
        name("x39-71-accents", &format!("{accents}ŋ")).refused("39", "<name>", principal),
        name("x40-no-name", "").refused("40", "<name>", principal),
        name("valid-local-letters", "Wẽnd-Kũuni Agbéƒe Ɛɖɛ ŋutɔ \u{65}\u{301}").valid(),
        name("valid-markup-as-text", "&lt;script&gt;alert('1')&lt;/script&gt;").valid(),
        plate("x51-cyrillic", "ТG-1234-АВ").refused("51", "<vehicle", &format!("{first}/@plate")),
        plate("x40-short", "TG1").refused("40", "<vehicle", &format!("{first}/@plate")),
        plate("x39-long", "TG-1234567890-AB").refused("39", "<vehicle", &format!("{first}/@plate")),
        plate("x51-space-in-tab", "TG\t1234").refused_attribute_tab(),
        seq("x54-zero", "0").refused("54", "<vehicle", &format!("{first}/@seq")),
        seq("x55-four", "4").refused("55", "<vehicle", &format!("{first}/@seq")),
        seq("x50-word", "one").refused("50", "<vehicle", &format!("{first}/@seq")),
        seq("x50-negative", "-1").refused("50", "<vehicle", &format!("{first}/@seq")),
        seq("x40-empty-attribute", "").refused("40", "<vehicle", &format!("{first}/@seq")),
        seq("valid-plus", "+2").valid(),
        seq("valid-zeros", "002").valid(),
        seq("x55-huge", "99999999999999999999999").refused(
            "55",
            "<vehicle",
            &format!("{first}/@seq"),
        ),
        mass("valid-no-decimals", "24500").valid(),
        mass("x51-comma", "24500,5").refused("51", "<Goods", "/TDA/Goods/@grossMass"),
        mass("x51-four-decimals", "1.2345").refused("51", "<Goods", "/TDA/Goods/@grossMass"),
        mass("x51-exponent", "1e3").refused("51", "<Goods", "/TDA/Goods/@grossMass"),
        money("valid-16-digits", "9999999999999999").valid(),
        money("x51-17-digits", "12345678901234567").refused("51", "<Value", "/TDA/Value"),
        money("x51-decimals", "100.00").refused("51", "<Value", "/TDA/Value"),
        money("x51-space", " 100").refused("51", "<Value", "/TDA/Value"),
        money("x40-none", "").refused("40", "<Value", "/TDA/Value"),
        tda("x12-euro").with("currency=\"XOF\"", "currency=\"EUR\"").refused(
            "12",
            "<Value",
            "/TDA/Value/@currency",
        ),
        tda("x12-role").with("role=\"DST\"/>", "role=\"DEST\"/>").refused(
            "12",
            "<recipient",
            "/TDA/Header/recipient/@role",
        ),
        time("valid-milliseconds", "2026-02-13T23:59:59.999Z").valid(),
        time("valid-leap-day", "2028-02-29T00:00:00Z").valid(),
        time("valid-space-around", "\n  2026-02-13T23:59:59Z\t").valid(),
        time("x50-no-leap-day", "2026-02-29T00:00:00Z").refused("50", "<timeLimit>", limit),
        time("x50-month-13", "2026-13-01T00:00:00Z").refused("50", "<timeLimit>", limit),
        time("x51-offset", "2026-02-13T23:59:59+00:00").refused("51", "<timeLimit>", limit),
        time("x51-hour-24", "2026-02-13T24:00:00Z").refused("51", "<timeLimit>", limit),
        time("x51-leap-second", "2026-02-13T23:59:60Z").refused("51", "<timeLimit>", limit),
        time("x51-one-decimal", "2026-02-13T23:59:59.5Z").refused("51", "<timeLimit>", limit),
        tda("x50-no-such-day").between("date=\"", "\"", "2026-04-31").refused(
            "50",
            "<Control",
            "/TDA/Control/@date",
        ),
        tda("valid-wrong-check-digit").between("<MRN>", "<", "26TGLP0000000001J3").valid(),
        tda("x51-mrn").between("<MRN>", "<", "26tgLP0000000001J2").refused(
            "51",
            "<MRN>",
            "/TDA/Transit/MRN",
        ),
        tda("x51-office").between("<sender country=\"TG\" office=\"", "\"", "TGL0M001").refused(
            "51",
            "<sender",
            "/TDA/Header/sender/@office",
        ),
        draft(Code::Res, "x12-a4").between("<controlCode>", "<", "A4").refused(
            "12",
            "<controlCode>",
            "/RES/Result/controlCode",
        ),
        draft(Code::Gur, "x12-g07")
            .between("<result>", "<", "REFUSED")
            .with("</result>", "</result>\n    <reason>G07</reason>")
            .without_reservation()
            .refused("12", "<reason>", "/GUR/GuaranteeResult/reason[1]"),
        draft(Code::Ack, "x12-disposition").between("<disposition>", "<", "DONE").refused(
            "12",
            "<disposition>",
            "/ACK/Acknowledgement/disposition",
        ),
    ]
}

impl Draft {
    /// A tab in an attribute is read as a space, which a plate may hold.
    fn refused_attribute_tab(mut self) -> Case {
        self.name = self.name.replace("x51-space-in-tab", "valid-tab-in-plate");
        self.valid()
    }

    fn without_reservation(self) -> Self {
        if self.text.contains("<reservationId>") {
            self.without_line("<reservationId>")
        } else {
            self
        }
    }
}

/// A TDA with so many items, otherwise valid.
pub(crate) fn with_items(count: usize) -> Vec<u8> {
    let item = |no: usize| {
        format!(
            "    <item no=\"{}\" hs=\"100630\" mass=\"1\" pkg=\"BG\" count=\"1\">RIZ</item>\n",
            no.min(9_999)
        )
    };
    let items: String = (1..=count).map(item).collect();
    let start = "<Goods grossMass=\"1.000\" packages=\"1\">\n";
    let text = draft(Code::Tda, "items").text;
    let goods = text.find("<Goods").unwrap();
    let end = text.find("  </Goods>").unwrap();
    format!("{}{start}{items}{}", &text[..goods], &text[end..]).into_bytes()
}

/// What an incident may and may not say.
fn incidents() -> Vec<Case> {
    let inc = |name: &str| draft(Code::Inc, name);
    let body = "/INC/Incident";
    vec![
        inc("x12-code").between("<code>", "<", "0").refused(
            "12",
            "<code>",
            &format!("{body}/code"),
        ),
        inc("x12-place-kind").between("<place kind=\"", "\"", "PK").refused(
            "12",
            "<place",
            &format!("{body}/place/@kind"),
        ),
        inc("x13-no-place").without_line("<place").refused(
            "13",
            "<endorsement",
            &format!("{body}/place"),
        ),
        inc("x13-endorsed-by-nobody").between("<endorsement ", " place=", "").refused(
            "13",
            "<endorsement",
            &format!("{body}/endorsement/@authority"),
        ),
        inc("x50-endorsed-on-no-day").between(" date=\"", "\"", "2026-02-30").refused(
            "50",
            "<endorsement",
            &format!("{body}/endorsement/@date"),
        ),
    ]
}

/// Goods at another office: requests, responses, forwarding.
fn diversion() -> Vec<Case> {
    let request = "/TRQ/RecordRequest";
    let response = "/TRR/RecordResponse";
    vec![
        draft(Code::Trq, "x12-role-of-departure").between("<role>", "<", "DEP").refused(
            "12",
            "<role>",
            &format!("{request}/role"),
        ),
        draft(Code::Trq, "x13-no-office").without_line("<office>").refused(
            "13",
            "<role>",
            &format!("{request}/office"),
        ),
        draft(Code::Trr, "x12-decision-perhaps").between("<decision>", "<", "PERHAPS").refused(
            "12",
            "<decision>",
            &format!("{response}/decision"),
        ),
        draft(Code::Trr, "x13-no-correlation").without_line("<correlationId>").refused(
            "13",
            "<messageType>",
            "/TRR/Header/correlationId",
        ),
        draft(Code::Fwd, "x51-decision-in-words").between("<decisionNo>", "<", "two").refused(
            "51",
            "<decisionNo>",
            "/FWD/Diversion/decisionNo",
        ),
    ]
}
