//! Tables in the binary, and sets of them.

/// A table in the binary as a type of its own, so that no table is taken for another.
macro_rules! built_in_table {
    ($folder:literal, $(#[$doc:meta])* $name:ident, $file:literal, $keys:expr, $units:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name(pub(super) crate::parameters::ParameterTable);

        impl $name {
            const SCHEMA: crate::parameters::TableSchema =
                crate::parameters::TableSchema { keys: &$keys, units: $units };

            /// The table in the binary.
            ///
            /// # Errors
            /// A table that is not valid; a unit test reads every table.
            pub fn built_in() -> crate::error::Result<Self> {
                let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/parameters/", $folder, "/", $file));
                Self::from_csv(concat!("parameters/", $folder, "/", $file), text)
            }

            /// A table of one's own.
            ///
            /// # Errors
            /// All rows that cannot be used, together.
            pub fn from_csv(file: &str, text: &str) -> crate::error::Result<Self> {
                Ok(Self(crate::parameters::ParameterTable::from_csv(Self::SCHEMA, file, text)?))
            }

            /// The same table, which gives out unverified rows as well, or refuses them.
            #[must_use]
            pub fn allow_unverified(self, allow_unverified: bool) -> Self {
                Self(self.0.allow_unverified(allow_unverified))
            }

            /// The row of a key, in the order of the key columns.
            ///
            /// # Errors
            /// No such row, with the nearest key; or an unverified row that is not allowed.
            pub fn get(&self, key: [&str; $keys.len()]) -> crate::error::Result<&crate::parameters::Parameter> {
                self.0.get(&key)
            }
        }
    };
}

/// Tables that belong together, under the names of their files.
macro_rules! table_set {
    ($(#[$set_doc:meta])* $set:ident; $($(#[$doc:meta])* $field:ident: $table:ident;)*) => {
        $(#[$set_doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $set {
            $($(#[$doc])* pub $field: $table,)*
        }

        impl $set {
            /// The tables in the binary.
            ///
            /// # Errors
            /// A table that is not valid; a unit test reads every table.
            pub fn built_in() -> crate::error::Result<Self> {
                Ok(Self { $($field: $table::built_in()?,)* })
            }

            /// The same tables, which give out unverified rows as well, or refuse them.
            #[must_use]
            pub fn allow_unverified(self, allow_unverified: bool) -> Self {
                Self { $($field: self.$field.allow_unverified(allow_unverified),)* }
            }

            /// Every table with its name.
            #[must_use]
            pub fn tables(&self) -> Vec<(&'static str, &crate::parameters::ParameterTable)> {
                vec![$((stringify!($field), &self.$field.0),)*]
            }
        }
    };
}
