//! `rosmcp device trust`.

use clap::Args;

use crate::cli::context::Cx;
use crate::clock;
use crate::domain::device::{Device, Fingerprint};
use crate::error::{Error, ErrorKind, Result};
use crate::routeros::tls::PresentedCertificate;

/// Show the certificate that a router presents, and trust exactly it from now on
///
/// Compare the fingerprint with what the router itself shows: /certificate/print detail.
#[derive(Args)]
pub(in crate::cli) struct Trust {
    /// Name of the device
    name: String,
    /// Trust it only if it is this one; nothing is asked then
    #[arg(long, value_name = "SHA256")]
    fingerprint: Option<String>,
}

impl Trust {
    pub(super) async fn run(self, cx: &Cx) -> Result<()> {
        let expected = self.fingerprint.as_deref().map(str::parse::<Fingerprint>).transpose()?;
        cx.with_app(async |app| {
            let device = app.reachable_device(&self.name).await?;
            let certificate = app.presented_certificate(&device).await?;
            match expected {
                Some(expected) => check(expected, &certificate)?,
                None => ask(cx, &device, &certificate).await?,
            }
            app.trust_certificate(&cx.caller(), &device, &certificate).await?;
            cx.ui.note(&format!(
                "{:?} is trusted by its certificate {}",
                device.name, certificate.fingerprint
            ));
            Ok(())
        })
        .await
    }
}

fn check(expected: Fingerprint, certificate: &PresentedCertificate) -> Result<()> {
    if expected == certificate.fingerprint {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Refused,
        format!("the router presents another certificate: {}", certificate.fingerprint),
    )
    .hint("compare it with /certificate/print detail on the router itself"))
}

/// Shows the certificate and asks whether to trust it.
pub(in crate::cli) async fn ask(cx: &Cx, device: &Device, certificate: &PresentedCertificate) -> Result<()> {
    cx.ui.note(&format!("{:?} at {} presents", device.name, device.endpoint.authority()));
    cx.ui.note(&format!("  SHA-256  {}", certificate.fingerprint));
    cx.ui.note(&format!("  subject  {}", certificate.subject));
    cx.ui.note(&format!("  issuer   {}", certificate.issuer));
    cx.ui.note(&format!("  names    {}", certificate.names.join(", ")));
    let valid = (clock::rfc3339(certificate.not_before), clock::rfc3339(certificate.not_after));
    cx.ui.note(&format!("  valid    {} to {}", valid.0, valid.1));
    cx.ui.confirm("trust exactly this certificate for this device?").await
}
