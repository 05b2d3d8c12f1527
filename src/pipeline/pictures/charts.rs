//! Charts of the account.
