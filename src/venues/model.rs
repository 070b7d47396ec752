//! What a venue says about itself, and the row that keeps it.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::position::{MicroDegrees, Position};
use crate::db::schema::venues;
use crate::kit::Result;
use crate::kit::check::Check;
use crate::kit::id::{MediaId, OrganisationId, VenueId};
use crate::kit::json::Json;
use crate::kit::locale::{Locale, Translations};
use crate::kit::text::fold;
use crate::kit::time::{Instant, Zone};

text_enum! {
    /// How somebody on wheels gets in.
    pub enum StepFree {
        /// No step at all.
        StepFree = "step_free",
        /// By a ramp.
        Ramp = "ramp",
        /// By a lift.
        Lift = "lift",
        /// To a part of it, or with help.
        Limited = "limited",
        /// Not at all.
        None = "none",
    }
}

text_enum! {
    /// How warm it gets in winter.
    pub enum Heating {
        /// Everywhere.
        Full = "full",
        /// In places.
        Partial = "partial",
        /// Nowhere.
        None = "none",
    }
}

/// What an organizer counts on; `null` is "not known", never "no".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Facilities {
    /// Electric power in kilowatts.
    pub power_kw: Option<i32>,
    /// Sockets of 16 A.
    pub sockets: Option<i32>,
    /// Running water.
    pub water: Option<bool>,
    /// Toilets.
    pub toilets: Option<i32>,
    /// Heating.
    pub heating: Option<Heating>,
    /// Wireless network for guests.
    pub wifi: Option<bool>,
    /// Parking places.
    pub parking_places: Option<i32>,
    /// The widest door, "2.4 x 2.6 m".
    #[schema(max_length = 60)]
    pub loading_door: Option<String>,
}

/// Everything that people edit about a venue.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VenueContent {
    /// Its name.
    pub name: Translations,
    /// What it was or is, as a code: `former_spinning_mill`.
    #[schema(max_length = 40)]
    pub kind: String,
    /// Street and number.
    #[schema(max_length = 120)]
    pub address: String,
    /// Postal code.
    #[schema(max_length = 12)]
    pub postal_code: String,
    /// Town.
    #[schema(max_length = 80)]
    pub town: String,
    /// Country, two letters.
    #[schema(min_length = 2, max_length = 2)]
    pub country: String,
    /// Its point on the map.
    pub position: Position,
    /// Its time zone.
    pub zone: Zone,
    /// What it is like; Markdown.
    pub description: Translations,
    /// Floor in square metres.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub area_m2: Option<i32>,
    /// Height of the ceiling in centimetres.
    #[schema(minimum = 1, maximum = 10_000)]
    pub ceiling_cm: Option<i32>,
    /// How many people it may hold.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub persons_max: Option<i32>,
    /// What an organizer counts on.
    #[serde(default)]
    pub facilities: Facilities,
    /// How somebody on wheels gets in.
    pub step_free: StepFree,
    /// More about getting in and about.
    pub access: Translations,
    /// What must not be done there.
    pub restrictions: Translations,
    /// A picture of it.
    pub picture_media_id: Option<MediaId>,
}

impl VenueContent {
    /// Refuses what nobody could find or what no page could show.
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check
            .texts("/name", &self.name, 1..=120)
            .that(self.name.get(Locale::Sl).is_some(), "/name/sl", "required", "Write the name in Slovenian.")
            .text("/kind", &self.kind, 1..=40)
            .text("/address", &self.address, 1..=120)
            .text("/postal_code", &self.postal_code, 1..=12)
            .text("/town", &self.town, 1..=80)
            .texts("/description", &self.description, 0..=5_000)
            .texts("/access", &self.access, 0..=2_000)
            .texts("/restrictions", &self.restrictions, 0..=2_000)
            .text("/facilities/loading_door", self.facilities.loading_door.as_deref().unwrap_or(""), 0..=60);
        let country = self.country.len() == 2 && self.country.chars().all(|letter| letter.is_ascii_uppercase());
        check.that(country, "/country", "country_invalid", "Write the country as two capital letters, such as SI.").that(
            self.position.is_on_earth(),
            "/position",
            "out_of_range",
            "Give a latitude from -90 to 90 and a longitude from -180 to 180.",
        );
        let Facilities { power_kw, sockets, toilets, parking_places, .. } = self.facilities;
        for (pointer, number, least, most) in [
            ("/area_m2", self.area_m2, 1, 1_000_000),
            ("/ceiling_cm", self.ceiling_cm, 1, 10_000),
            ("/persons_max", self.persons_max, 1, 1_000_000),
            ("/facilities/power_kw", power_kw, 0, 100_000),
            ("/facilities/sockets", sockets, 0, 100_000),
            ("/facilities/toilets", toilets, 0, 10_000),
            ("/facilities/parking_places", parking_places, 0, 100_000),
        ] {
            let fits = number.is_none_or(|number| (least..=most).contains(&number));
            check.that(fits, pointer, "out_of_range", format!("Give a number from {least} to {most}, or nothing."));
        }
        check.done()
    }
}

/// A venue as the database keeps it.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = venues, treat_none_as_null = true)]
pub struct Venue {
    /// Its id.
    pub id: VenueId,
    /// Its owner; the region when there is none.
    pub organisation_id: Option<OrganisationId>,
    /// What it was or is.
    pub kind: String,
    /// Its name.
    pub name: Translations,
    /// Town.
    pub town: String,
    /// Street and number.
    pub address: String,
    /// Postal code.
    pub postal_code: String,
    /// Country.
    pub country: String,
    /// Time zone.
    pub zone: Zone,
    /// Millionths of a degree north.
    pub latitude_e6: i32,
    /// Millionths of a degree east.
    pub longitude_e6: i32,
    /// What it is like.
    pub description: Translations,
    /// Floor in square metres.
    pub area_m2: Option<i32>,
    /// Height in centimetres.
    pub ceiling_cm: Option<i32>,
    /// How many people it may hold.
    pub persons_max: Option<i32>,
    /// What an organizer counts on.
    pub facilities: Json<Facilities>,
    /// How somebody on wheels gets in.
    pub step_free: StepFree,
    /// More about access.
    pub access: Translations,
    /// What must not be done there.
    pub restrictions: Translations,
    /// A picture.
    pub picture_media_id: Option<MediaId>,
    /// Folded words to search in.
    pub search: String,
    /// Raised by every change.
    pub version: i64,
    /// When it was added.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl Venue {
    /// A new row of the given content.
    pub fn new(id: VenueId, organisation_id: Option<OrganisationId>, content: &VenueContent, now: Instant) -> Venue {
        let content = content.clone();
        let MicroDegrees { latitude_e6, longitude_e6 } = content.position.micro();
        Venue {
            search: fold(&format!("{} {} {}", content.name.all(), content.town, content.address)),
            id,
            organisation_id,
            kind: content.kind,
            name: content.name,
            town: content.town.trim().to_owned(),
            address: content.address,
            postal_code: content.postal_code,
            country: content.country,
            zone: content.zone,
            latitude_e6,
            longitude_e6,
            description: content.description,
            area_m2: content.area_m2,
            ceiling_cm: content.ceiling_cm,
            persons_max: content.persons_max,
            facilities: Json(content.facilities),
            step_free: content.step_free,
            access: content.access,
            restrictions: content.restrictions,
            picture_media_id: content.picture_media_id,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// Its point on the map.
    pub fn point(&self) -> MicroDegrees {
        MicroDegrees { latitude_e6: self.latitude_e6, longitude_e6: self.longitude_e6 }
    }

    /// What people edit.
    pub fn content(&self) -> VenueContent {
        VenueContent {
            name: self.name.clone(),
            kind: self.kind.clone(),
            address: self.address.clone(),
            postal_code: self.postal_code.clone(),
            town: self.town.clone(),
            country: self.country.clone(),
            position: self.point().position(),
            zone: self.zone.clone(),
            description: self.description.clone(),
            area_m2: self.area_m2,
            ceiling_cm: self.ceiling_cm,
            persons_max: self.persons_max,
            facilities: self.facilities.0.clone(),
            step_free: self.step_free,
            access: self.access.clone(),
            restrictions: self.restrictions.clone(),
            picture_media_id: self.picture_media_id.clone(),
        }
    }
}
