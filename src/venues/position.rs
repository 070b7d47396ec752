//! A point on the map, kept as whole micro-degrees, and the distance between two of them.
//!
//! The only place of the product where a coordinate is a float: at the edge of JSON, and inside the haversine. What is
//! stored and compared is whole numbers, so both databases agree to the last digit.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const MICRO: f64 = 1_000_000.0;
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A point as JSON speaks of it: `{"latitude": 46.1634, "longitude": 14.3079}`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Degrees north, WGS 84.
    #[schema(minimum = -90, maximum = 90)]
    pub latitude: f64,
    /// Degrees east, WGS 84.
    #[schema(minimum = -180, maximum = 180)]
    pub longitude: f64,
}

/// The same point as the database keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MicroDegrees {
    /// Millionths of a degree north.
    pub latitude_e6: i32,
    /// Millionths of a degree east.
    pub longitude_e6: i32,
}

impl Position {
    /// Whether the numbers name a point on the globe at all.
    pub fn is_on_earth(&self) -> bool {
        self.latitude.abs() <= 90.0 && self.longitude.abs() <= 180.0
    }

    /// Rounds to the nearest millionth of a degree, some eleven centimetres.
    pub fn micro(&self) -> MicroDegrees {
        MicroDegrees { latitude_e6: (self.latitude * MICRO).round() as i32, longitude_e6: (self.longitude * MICRO).round() as i32 }
    }
}

impl MicroDegrees {
    /// Back to degrees for JSON.
    pub fn position(self) -> Position {
        Position { latitude: f64::from(self.latitude_e6) / MICRO, longitude: f64::from(self.longitude_e6) / MICRO }
    }

    /// "46.163400;14.307900", as GEO in a calendar wants it.
    pub fn geo(self) -> String {
        let Position { latitude, longitude } = self.position();
        format!("{latitude:.6};{longitude:.6}")
    }

    /// Metres along the surface, by the haversine; good to half a percent, which is plenty for "near by".
    pub fn metres_to(self, other: MicroDegrees) -> i64 {
        let (here, there) = (self.position(), other.position());
        let (north_1, north_2) = (here.latitude.to_radians(), there.latitude.to_radians());
        let (half_north, half_east) = ((north_2 - north_1) / 2.0, (there.longitude - here.longitude).to_radians() / 2.0);
        let chord = half_north.sin().powi(2) + north_1.cos() * north_2.cos() * half_east.sin().powi(2);
        (2.0 * EARTH_RADIUS_M * chord.sqrt().min(1.0).asin()).round() as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(latitude: f64, longitude: f64) -> MicroDegrees {
        Position { latitude, longitude }.micro()
    }

    #[test]
    fn a_point_survives_the_database() {
        let hattery = Position { latitude: 46.1634, longitude: 14.3079 };
        assert_eq!(hattery.micro(), MicroDegrees { latitude_e6: 46_163_400, longitude_e6: 14_307_900 });
        assert_eq!(hattery.micro().position(), hattery);
        assert_eq!(hattery.micro().geo(), "46.163400;14.307900");
    }

    #[test]
    fn kranj_is_nine_kilometres_from_skofja_loka_and_jesenice_far() {
        let loka = point(46.1634, 14.3079);
        assert!((8_000..9_500).contains(&loka.metres_to(point(46.2331, 14.3642))));
        assert!(loka.metres_to(point(46.4312, 14.0598)) > 30_000);
        assert_eq!(loka.metres_to(loka), 0);
    }

    #[test]
    fn the_antipode_is_half_the_world_away_and_not_a_number_never_appears() {
        let half = point(0.0, 0.0).metres_to(point(0.0, 180.0));
        assert!((20_014_000..20_016_000).contains(&half));
    }

    #[test]
    fn a_point_off_the_globe_is_refused() {
        assert!(!Position { latitude: 91.0, longitude: 0.0 }.is_on_earth());
        assert!(!Position { latitude: f64::NAN, longitude: 0.0 }.is_on_earth());
    }
}
