//! How values of `kit` that are built while writing enter each database.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::MultiBackend;
use crate::kit::json::Json;
use crate::kit::locale::Translations;

macro_rules! json_text {
    (impl[$($generics:tt)*] $type:ty, $write:ident) => {
        impl<$($generics)*> ToSql<Text, Sqlite> for $type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                out.set_value($write(self)?);
                Ok(IsNull::No)
            }
        }

        impl<$($generics)*> ToSql<Text, Pg> for $type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                std::io::Write::write_all(out, $write(self)?.as_bytes())?;
                Ok(IsNull::No)
            }
        }

        impl<$($generics)*> ToSql<Text, MultiBackend> for $type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((Text, self));
                Ok(IsNull::No)
            }
        }
    };
}

fn write_json<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    serde_json::to_string(value)
}

json_text!(impl[T: Serialize + std::fmt::Debug + Send + Sync + 'static] Json<T>, write_json);
json_text!(impl[] Translations, write_json);

impl<T: DeserializeOwned, DB: Backend> FromSql<Text, DB> for Json<T>
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Json(serde_json::from_str(&String::from_sql(bytes)?)?))
    }
}

impl<DB: Backend> FromSql<Text, DB> for Translations
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(serde_json::from_str(&String::from_sql(bytes)?)?)
    }
}
