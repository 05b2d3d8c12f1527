//! The products that layers come from, and the templates of those that are written.

use std::collections::BTreeMap;

use super::Builder;
use crate::error::Error;
use crate::pipeline::file::LayerKind;
use crate::report::Templates;

impl Builder<'_> {
    /// Reads the templates of the report, so that a mistake in one shows before anything is computed.
    pub(super) fn check_templates(&mut self) {
        let outputs = &self.file.outputs;
        if let Some(directory) = outputs.template_directory(self.document) {
            self.keep(&["outputs", "templates"], Templates::read(Some(&directory), outputs.language));
        }
    }

    /// Warns of maps of classes from several versions of one product: what changes between them need not have changed.
    pub(super) fn check_products(&mut self) {
        let mut products: BTreeMap<&str, Vec<(&str, Option<&str>)>> = BTreeMap::new();
        for (name, entry) in &self.file.layers {
            match &entry.product {
                Some(product) if entry.kind == LayerKind::Class => {
                    products.entry(product).or_default().push((name, entry.version.as_deref()));
                }
                None if entry.version.is_some() => {
                    let problem =
                        Error::data(format!("layer `{name}` has a version, but of no product")).hint("add `product`");
                    self.problem(&["layers", name, "version"], &problem);
                }
                _ => {}
            }
        }
        for (product, layers) in products {
            if layers.windows(2).all(|pair| pair[0].1 == pair[1].1) {
                continue;
            }
            let layers: Vec<String> = layers
                .into_iter()
                .map(|(name, version)| match version {
                    Some(version) => format!("`{name}` from version {version}"),
                    None => format!("`{name}` from an unnamed version"),
                })
                .collect();
            self.warnings.push(format!(
                "versions of the product `{product}` are mixed: {}; part of the change between them may be the product's",
                layers.join(", ")
            ));
        }
    }
}
