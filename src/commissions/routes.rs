//! The rules at the wire; the coordinator's alone.

use actix_web::{delete, get, post};
use serde::Serialize;

use super::{NewRule, Rule};
use crate::identity::{self, SignedIn};
use crate::kit::Result;
use crate::kit::id::CommissionRuleId;
use crate::web::{App, Created, Json, NoContent, Path, Problems, Routes};

/// Mounts the routes.
pub fn routes(cfg: &mut Routes) {
    cfg.service(list_commission_rules).service(add_commission_rule).service(end_commission_rule);
}

/// Every rule, those in force first, in the order in which they are asked.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CommissionRules {
    items: Vec<Rule>,
}

/// The rules of the platform's share.
#[utoipa::path(tag = "money", security(("bearer" = [])), responses((status = 200, body = CommissionRules), Problems))]
#[get("/commission-rules")]
async fn list_commission_rules(app: App, who: SignedIn) -> Result<Json<CommissionRules>> {
    app.read(move |tx| {
        identity::coordinator(tx, &who)?;
        Ok(Json(CommissionRules { items: super::all(tx)? }))
    })
    .await
}

/// Adds a rule that holds from now on.
#[utoipa::path(tag = "money", security(("bearer" = [])), request_body = NewRule, responses((status = 201, body = Rule), Problems))]
#[post("/commission-rules")]
async fn add_commission_rule(app: App, who: SignedIn, new: Json<NewRule>) -> Result<Created<Rule>> {
    app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        super::add(tx, &by, new.clone())
    })
    .await
    .map(Created)
}

/// Ends a rule now.
#[utoipa::path(tag = "money", security(("bearer" = [])), params(CommissionRuleId), responses((status = 204), Problems))]
#[delete("/commission-rules/{id}")]
async fn end_commission_rule(app: App, who: SignedIn, id: Path<CommissionRuleId>) -> Result<NoContent> {
    app.write(move |tx| {
        let by = identity::coordinator(tx, &who)?;
        super::end(tx, &by, &id)
    })
    .await
    .map(|()| NoContent)
}
