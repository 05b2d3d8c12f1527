//! The value of a field.

use gdal::vector::{Feature, FieldValue};

use crate::gdal_runtime;

/// The value of a field as the file holds it.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValue {
    /// Null, or left out.
    Missing,
    /// Text, dates included.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// What is neither text nor a number, by its kind.
    Other(&'static str),
}

impl AttributeValue {
    pub(super) fn of(feature: &Feature<'_>, index: usize) -> Self {
        if !gdal_runtime::has_value(feature, index) {
            return Self::Missing;
        }
        match feature.field(index) {
            Ok(None) => Self::Missing,
            Ok(Some(FieldValue::StringValue(text))) => Self::Text(text),
            Ok(Some(FieldValue::IntegerValue(number))) => Self::Integer(i64::from(number)),
            Ok(Some(FieldValue::Integer64Value(number))) => Self::Integer(number),
            Ok(Some(FieldValue::RealValue(number))) => Self::Real(number),
            Ok(Some(FieldValue::DateValue(date))) => Self::Text(date.to_string()),
            Ok(Some(FieldValue::DateTimeValue(time))) => Self::Text(time.to_rfc3339()),
            Ok(Some(
                FieldValue::IntegerListValue(_)
                | FieldValue::Integer64ListValue(_)
                | FieldValue::StringListValue(_)
                | FieldValue::RealListValue(_),
            )) => Self::Other("a list"),
            Err(_) => Self::Other("binary data"),
        }
    }

    /// The value as text; none where there is no value.
    ///
    /// # Errors
    /// The kind of a value that is no text.
    pub fn into_text(self) -> Result<Option<String>, &'static str> {
        match self {
            Self::Missing => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            Self::Integer(number) => Ok(Some(number.to_string())),
            Self::Real(number) => Ok(Some(number.to_string())),
            Self::Other(kind) => Err(kind),
        }
    }

    /// The value as a number, text with a number in it included; none where there is no value or blank text.
    ///
    /// # Errors
    /// What was found instead of a finite number.
    pub fn number(&self) -> Result<Option<f64>, String> {
        let number = match self {
            Self::Missing => return Ok(None),
            Self::Text(text) if text.trim().is_empty() => return Ok(None),
            Self::Text(text) => text.trim().parse().map_err(|_| format!("`{text}`"))?,
            Self::Integer(number) => *number as f64,
            Self::Real(number) => *number,
            Self::Other(kind) => return Err((*kind).to_owned()),
        };
        if f64::is_finite(number) { Ok(Some(number)) } else { Err(format!("`{number}`")) }
    }
}

/// The text of a field, none where it is null or left out; or the kind of value that is no text.
pub(super) fn text(feature: &Feature<'_>, index: usize) -> Result<Option<String>, &'static str> {
    AttributeValue::of(feature, index).into_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_text_are_numbers_and_blanks_are_missing() {
        let text = |text: &str| AttributeValue::Text(text.to_owned()).number();
        assert_eq!(text(" 0.7 "), Ok(Some(0.7)));
        assert_eq!(text("  "), Ok(None));
        assert_eq!(text("0,7"), Err("`0,7`".to_owned()));
        assert_eq!(text("nan"), Err("`NaN`".to_owned()));
        assert_eq!(AttributeValue::Real(f64::INFINITY).number(), Err("`inf`".to_owned()));
    }
}
