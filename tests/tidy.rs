//! The house rules that a reader would otherwise have to remember: floors, lengths, docs, clocks, floats, chance.

use std::fs;
use std::path::{Path, PathBuf};

/// The floors of `src/`, lowest first. A module may use those on floors below its own; where `in_order` holds, also those
/// listed before it on its own floor.
const FLOORS: &[Floor] = &[
    Floor { in_order: false, modules: &["kit"] },
    Floor { in_order: true, modules: &["db", "events", "jobs", "idempotency", "blobs", "mail", "print", "stripe", "web"] },
    Floor { in_order: true, modules: &["identity", "media", "terms"] },
    Floor {
        in_order: false,
        modules: &[
            "agreements",
            "carts",
            "catalogue",
            "challenges",
            "claims",
            "commissions",
            "connections",
            "delivery",
            "disputes",
            "documents",
            "dues",
            "editions",
            "entries",
            "inventory",
            "juries",
            "ledger",
            "mandates",
            "orders",
            "payments",
            "popups",
            "reviews",
            "royalties",
            "threads",
            "venues",
            "withdrawals",
        ],
    },
    Floor {
        in_order: true,
        modules: &[
            "scheduling",
            "desk",
            "calls",
            "books",
            "invoicing",
            "refunds",
            "checkout",
            "bank",
            "fulfilment",
            "returns",
            "aftercare",
            "payouts",
            "processor",
            "judging",
            "awards",
            "personal",
        ],
    },
    Floor { in_order: false, modules: &["reports", "storefront", "studio"] },
    Floor { in_order: false, modules: &["shell"] },
];

struct Floor {
    in_order: bool,
    modules: &'static [&'static str],
}

const LONGEST_FILE: usize = 500;

struct Source {
    /// `src/orders/store.rs`
    name: String,
    /// `orders`
    module: String,
    text: String,
}

impl Source {
    /// The lines that are code, with their numbers: no comments, nothing below the unit tests.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.take_while(|(_, line)| !line.starts_with("#[cfg(test)]")).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    files.sort();
    let sources = files.into_iter().map(|path| {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        let module = name.trim_start_matches("src/").split(['/', '.']).next().unwrap_or("").to_owned();
        Source { text: fs::read_to_string(&path).unwrap(), name, module }
    });
    sources.collect()
}

fn place(module: &str) -> Option<(usize, usize)> {
    FLOORS.iter().enumerate().find_map(|(floor, row)| row.modules.iter().position(|name| *name == module).map(|index| (floor, index)))
}

fn may_use(user: &str, used: &str) -> bool {
    let (Some((floor, index)), Some((used_floor, used_index))) = (place(user), place(used)) else { return false };
    user == used || used_floor < floor || (used_floor == floor && FLOORS[floor].in_order && used_index < index)
}

#[track_caller]
fn none(findings: Vec<String>, rule: &str) {
    assert!(findings.is_empty(), "{rule}:\n  {}", findings.join("\n  "));
}

#[test]
fn every_module_stands_on_a_floor() {
    let strays =
        sources().into_iter().filter(|source| !matches!(source.module.as_str(), "lib" | "main") && place(&source.module).is_none());
    none(strays.map(|source| source.name).collect(), "name the module's floor in tests/tidy.rs");
}

#[test]
fn imports_point_down() {
    let mut findings = Vec::new();
    for source in sources().iter().filter(|source| !matches!(source.module.as_str(), "lib" | "main")) {
        for (number, line) in source.code() {
            for part in line.split("crate::").skip(1) {
                let used: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                // Macros stand at the crate's root.
                let is_macro = matches!(used.as_str(), "each" | "text_enum" | "text_column");
                if !used.is_empty() && !is_macro && !may_use(&source.module, &used) {
                    findings.push(format!("{}:{number} uses {used}", source.name));
                }
            }
        }
    }
    none(findings, "a module uses only floors below its own");
}

#[test]
fn the_floors_of_the_library_are_those_of_this_file() {
    let library = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let declared: Vec<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")).map(|rest| rest.split(';').next().unwrap_or("")).collect();
    let mut missing: Vec<String> =
        declared.iter().filter(|name| place(name).is_none()).map(|name| format!("{name} has no floor")).collect();
    let known = FLOORS.iter().flat_map(|floor| floor.modules);
    missing.extend(known.filter(|name| !declared.contains(name)).map(|name| format!("{name} is not in lib.rs")));
    none(missing, "lib.rs and tests/tidy.rs list the same modules");
}

#[test]
fn no_file_is_longer_than_a_reader_bears() {
    let long = sources().into_iter().filter(|source| source.text.lines().count() > LONGEST_FILE && source.name != "src/db/schema.rs");
    none(long.map(|source| format!("{} has {} lines", source.name, source.text.lines().count())).collect(), "cut along the nouns");
}

#[test]
fn every_module_says_what_it_is() {
    let silent = sources().into_iter().filter(|source| !source.text.starts_with("//! ") || source.text.starts_with("//! (see"));
    none(silent.map(|source| source.name).collect(), "begin the file with `//!`: what it is, what it guards, what it never does");
}

/// Finds words in code, outside of the named places.
fn words(banned: &[&str], but: &[&str]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources().iter().filter(|source| !but.iter().any(|place| source.name.starts_with(place))) {
        for (number, line) in source.code() {
            if let Some(word) = banned.iter().find(|word| line.contains(**word)) {
                findings.push(format!("{}:{number} says {word}", source.name));
            }
        }
    }
    findings
}

#[test]
fn the_clock_is_read_in_one_place() {
    let but = ["src/kit/time.rs", "src/web/guard.rs", "src/shell/"];
    none(
        words(&["SystemTime", "time::Instant::now", "Timestamp::now", "Zoned::now", "Utc::now"], &but),
        "take the time from the transaction",
    );
}

#[test]
fn chance_comes_from_one_place() {
    none(words(&["rand::", "Uuid::new_v4", "Uuid::now_v7", "thread_rng"], &["src/kit/id.rs"]), "take ids and secrets from the transaction");
}

#[test]
fn no_float_comes_near_money() {
    let near = [
        "src/kit/money.rs",
        "src/carts",
        "src/catalogue",
        "src/delivery",
        "src/inventory",
        "src/orders",
        "src/payments",
        "src/checkout",
        "src/documents",
        "src/invoicing",
        "src/refunds",
        "src/fulfilment",
        "src/payouts",
        "src/reports",
        "src/stripe",
    ];
    let findings = words(&["f64", "f32"], &[]);
    none(
        findings.into_iter().filter(|finding| near.iter().any(|place| finding.starts_with(place))).collect(),
        "money is whole minor units",
    );
}

#[test]
fn only_the_database_floor_begins_and_ends_transactions() {
    none(
        words(&[".transaction(", "immediate_transaction", "test_transaction"], &["src/db/"]),
        "a use case runs inside the transaction it is given",
    );
}

#[test]
fn nothing_is_left_for_later() {
    none(
        words(&["todo!(", "unimplemented!(", "dbg!(", "println!("], &["src/shell/", "src/main.rs"]),
        "finish it, or leave it out and say so",
    );
}

#[test]
fn both_databases_have_the_same_steps() {
    let steps = |engine: &str| {
        let mut names: Vec<String> = fs::read_dir(root().join("migrations").join(engine))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(steps("sqlite"), steps("postgres"));
}

/// A guard that could be switched off in a release would be none. The file of the switches is compiled as a release compiles
/// it: there every guard is on by a constant and nothing can switch it; with the feature it is the other way round.
#[test]
fn without_the_feature_no_guard_can_be_switched_off() {
    let folder = std::env::temp_dir().join(format!("modrotisk-guards-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let compiles = |feature: bool, probe: &str| {
        let file = folder.join("probe.rs");
        let guards = root().join("src/kit/guard.rs");
        fs::write(&file, format!("#[path = {guards:?}]\npub mod guard;\n{probe}\n")).unwrap();
        let mut rustc = std::process::Command::new(std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned()));
        rustc.args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--cap-lints=allow", "--out-dir"]).arg(&folder).arg(&file);
        if feature {
            rustc.args(["--cfg", "feature=\"guard-switches\""]);
        }
        rustc.output().expect("rustc is there").status.success()
    };
    let (always_on, switch) = ("const _: () = assert!(!guard::off(\"stock\"));", "pub fn go() { drop(guard::switch_off(\"stock\")); }");
    let seen = [(false, always_on), (false, switch), (true, always_on), (true, switch)].map(|(feature, probe)| compiles(feature, probe));
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(seen, [true, false, false, true], "without the feature: constant, switch; with it: constant, switch");
}

/// Nothing else turns a guard off: the feature is asked for in two files, and every guard that is asked about has a name.
#[test]
fn the_switches_of_guards_live_in_one_place() {
    let switches = fs::read_to_string(root().join("src/kit/guard.rs")).unwrap();
    let names = switches.split("NAMES: &[&str] = &[").nth(1).and_then(|rest| rest.split(']').next()).unwrap().to_owned();
    let mut findings = Vec::new();
    for source in sources() {
        let at_home = ["src/kit/guard.rs", "src/shell/cli/mod.rs"].contains(&source.name.as_str());
        if !at_home && ["guard-switches", "switch_off", "SwitchedOff"].iter().any(|word| source.text.contains(word)) {
            findings.push(format!("{} switches guards", source.name));
        }
        for asked in source.text.split("guard::off(").skip(1) {
            let name = asked.split(')').next().unwrap_or("");
            if !name.starts_with('"') || !names.contains(name) {
                findings.push(format!("{}: {name} is no name of a guard", source.name));
            }
        }
    }
    none(findings, "switches of guards are not where they belong");
}

/// Clients are made from the document: a header that a handler asks for but the document does not name is one they forget.
#[test]
fn handlers_document_the_headers_they_ask_for() {
    let mut findings = Vec::new();
    for source in sources() {
        for handler in source.text.split("#[utoipa::path(").skip(1) {
            let (documented, rest) = handler.split_once("async fn ").unwrap_or((handler, ""));
            let arguments = rest.split(" -> ").next().unwrap_or("");
            for (extractor, header) in [("IfMatch", "\"If-Match\""), ("IdempotencyKey", "\"Idempotency-Key\"")] {
                if arguments.contains(extractor) && !documented.contains(header) {
                    findings.push(format!("{}: {}", source.name, arguments.split('(').next().unwrap_or("")));
                }
            }
        }
    }
    none(findings, "asks for a header that its documentation does not name");
}

#[test]
fn every_shape_of_the_api_has_a_name_of_its_own() {
    let mut seen = std::collections::BTreeMap::new();
    let mut twice = Vec::new();
    for source in sources() {
        let (mut shown, mut renamed) = (false, None);
        let mut in_text_enum = false;
        for (number, line) in source.code() {
            let line = line.trim();
            in_text_enum |= line.starts_with("text_enum!");
            shown |= line.contains("ToSchema");
            if let Some(rest) = line.split("schema(as = ").nth(1) {
                renamed = Some(rest.chars().take_while(|c| c.is_alphanumeric()).collect::<String>());
            }
            let declared = line.trim_start_matches("pub ").trim_start_matches("(crate) ").trim_start_matches("(super) ");
            let Some(rest) = declared.strip_prefix("struct ").or_else(|| declared.strip_prefix("enum ")) else { continue };
            let name = renamed.take().unwrap_or_else(|| rest.chars().take_while(|c| c.is_alphanumeric()).collect());
            // Inside a macro the name is not known here.
            let named = !name.is_empty();
            if (std::mem::take(&mut shown) | std::mem::take(&mut in_text_enum)) && named {
                let here = format!("{}:{number}", source.name);
                if let Some(there) = seen.insert(name.clone(), here.clone()) {
                    twice.push(format!("{name}: {there} and {here}"));
                }
            }
        }
    }
    none(twice, "the OpenAPI document keeps one shape for one name; say `#[schema(as = …)]` or rename");
}
