//! Who can sign in to a demonstration. Known to everybody; shut as soon as demo mode is off.

/// The password of every account of a demonstration.
pub const PASSWORD: &str = "modrotisk-demo";

/// Somebody to sign in as.
pub struct Login {
    /// What they do, in Slovenian and English.
    pub role: &'static str,
    /// Whom the account belongs to.
    pub name: &'static str,
    /// The address to sign in with.
    pub email: &'static str,
    /// Where their work is.
    pub place: &'static str,
}

/// One login for each role, and some more that are good to know.
pub const LOGINS: &[Login] = &[
    Login { role: "kupec / buyer", name: "Nina Kupec", email: "kupec@example.org", place: "/" },
    Login { role: "ustvarjalka / creator", name: "Ajda Modrnik", email: "ustvarjalka@example.org", place: "/studio" },
    Login { role: "podjetje / company", name: "Peter Predilnik", email: "podjetje@example.org", place: "/organizer/challenges" },
    Login { role: "organizatorka / organizer", name: "Meta Hala", email: "organizator@example.org", place: "/organizer" },
    Login { role: "koordinatorica / coordinator", name: "Katja Koordinator", email: "koordinatorica@example.org", place: "/desk" },
    Login { role: "skrbnik / admin", name: "Srečko Skrbnik", email: "skrbnik@example.org", place: "/desk" },
    Login { role: "muzej / interpreter", name: "Marjeta Muzejnik", email: "muzej@example.org", place: "/account" },
    Login { role: "nova ustvarjalka / creator in waiting", name: "Neža Novak", email: "nova@example.org", place: "/studio" },
];
