//! Values on their way to and from the server, by the column's type.

use std::error::Error;

use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::store::conn::Value;

type Converted<T> = Result<T, Box<dyn Error + Sync + Send>>;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Converted<IsNull> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Text(text), &(Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN)) => {
                text.as_str().to_sql(ty, out)
            }
            (Self::Integer(number), &Type::INT8) => number.to_sql(ty, out),
            (Self::Integer(number), &Type::INT4) => i32::try_from(*number)?.to_sql(ty, out),
            // A truth value that came from SQLite.
            (Self::Integer(number @ (0 | 1)), &Type::BOOL) => (*number == 1).to_sql(ty, out),
            (Self::Bool(truth), &Type::BOOL) => truth.to_sql(ty, out),
            (Self::Bytes(bytes), &Type::BYTEA) => bytes.as_slice().to_sql(ty, out),
            _ => Err(format!("a value does not fit the type {ty}").into()),
        }
    }

    /// Which value fits which type depends on the value.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Converted<Self> {
        Ok(match *ty {
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => Self::Text(String::from_sql(ty, raw)?),
            Type::INT8 => Self::Integer(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Integer(i32::from_sql(ty, raw)?.into()),
            Type::BOOL => Self::Bool(bool::from_sql(ty, raw)?),
            Type::BYTEA => Self::Bytes(Vec::from_sql(ty, raw)?),
            _ => return Err(format!("the database holds the type {ty} where none of it belongs").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Converted<Self> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
