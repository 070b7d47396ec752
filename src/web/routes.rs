//! Where handlers are mounted, and the document of the API read off them.

use actix_web::dev::HttpServiceFactory;
use actix_web::web::ServiceConfig;
use utoipa::openapi::path::Paths;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{OpenApi, RefOr};
use utoipa_actix_web::OpenApiFactory;

/// Where a module mounts its handlers. Every worker of the server does so; what the handlers promise is gathered only where the
/// document is written, since it takes more memory than all that a resting server holds.
pub struct Routes<'a> {
    server: &'a mut ServiceConfig,
    promised: Option<&'a mut Promised>,
}

/// What the mounted handlers promise: their operations and the shapes that those name.
#[derive(Default)]
pub struct Promised {
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl<'a> Routes<'a> {
    /// Mounts on a server.
    pub fn on(server: &'a mut ServiceConfig) -> Routes<'a> {
        Routes { server, promised: None }
    }

    /// Mounts, and gathers what is promised.
    pub fn gathering(server: &'a mut ServiceConfig, promised: &'a mut Promised) -> Routes<'a> {
        Routes { server, promised: Some(promised) }
    }

    /// Mounts one handler.
    pub fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, handler: F) -> &mut Self {
        if let Some(promised) = &mut self.promised {
            promised.paths.merge(handler.paths());
            handler.schemas(&mut promised.schemas);
        }
        self.server.service(handler);
        self
    }

    /// Mounts what another module has.
    pub fn configure(&mut self, module: impl FnOnce(&mut Routes)) -> &mut Self {
        module(self);
        self
    }
}

impl Promised {
    /// Adds everything to a document, below a prefix.
    pub fn write_into(mut self, document: &mut OpenApi, prefix: &str) {
        self.paths.paths = self.paths.paths.into_iter().map(|(path, item)| (format!("{prefix}{path}"), item)).collect();
        document.paths.merge(self.paths);
        document.components.get_or_insert_default().schemas.extend(self.schemas);
    }
}
