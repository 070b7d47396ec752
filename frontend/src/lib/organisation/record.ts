/** An organisation while it is edited: texts instead of nothing, so that fields can hold them, and back again. */
import type { EditOnboarding, EditOrganisation, OnboardingView, OrganisationView } from '#lib/api/index.ts';
import { closed, opened, type Texts } from '#lib/work/translations.ts';

export type Presented = EditOrganisation & { bio: Texts };

export function presented(view: OrganisationView): Presented {
	return {
		name: view.name,
		bio: opened(view.bio),
		town: view.town,
		country: view.country,
		website: view.website,
		contact_email: view.contact_email,
		contact_phone: view.contact_phone,
		logo_media_id: view.logo_media_id,
		portrait_media_id: view.portrait_media_id
	};
}

export function presentedFrom(face: Presented): Presented {
	return {
		...face,
		bio: closed(face.bio) as Texts,
		town: textOrNull(face.town),
		website: textOrNull(face.website),
		contact_email: textOrNull(face.contact_email),
		contact_phone: textOrNull(face.contact_phone)
	};
}

/** The part of the record that is sent back, with the blocks that fields write into. */
export function told(view: OnboardingView): EditOnboarding {
	const {
		organisation_id: _id,
		declarations: _declarations,
		missing: _missing,
		public_fields: _public,
		rechecked_fields: _rechecked,
		version: _version,
		updated_at: _updated,
		...fields
	} = view;
	return {
		...fields,
		country: fields.country ?? 'SI',
		fiscal_mode: fields.fiscal_mode ?? null,
		tax_details: {
			...fields.tax_details,
			turnover_so_far_cents: fields.tax_details?.turnover_so_far_cents ?? null,
			eu_sales_so_far_cents: fields.tax_details?.eu_sales_so_far_cents ?? null,
			one_stop_shop: fields.tax_details?.one_stop_shop ?? false
		},
		odd: fields.odd ?? { ajpes_notification_number: null, voucher_month: null, half_year_income_cents: null },
		manufacturer: fields.manufacturer ?? {
			name: '',
			street: '',
			post_code: '',
			town: '',
			country: 'SI',
			email_or_url: ''
		}
	};
}

export function toldFrom(fields: EditOnboarding): EditOnboarding {
	const whole = Object.fromEntries(
		Object.entries(fields).map(([key, value]) => [key, typeof value === 'string' ? textOrNull(value) : value])
	) as unknown as EditOnboarding;
	const block = fields.manufacturer;
	const blank =
		!block ||
		[block.name, block.street, block.post_code, block.town, block.email_or_url].every((text) => !text.trim());
	return {
		...whole,
		manufacturer: blank ? null : block,
		odd:
			fields.legal_kind === 'individual_odd' && fields.odd
				? {
						...fields.odd,
						ajpes_notification_number: textOrNull(fields.odd.ajpes_notification_number),
						voucher_month: textOrNull(fields.odd.voucher_month)
					}
				: null
	};
}

const textOrNull = (text: string | null): string | null => (text?.trim() ? text.trim() : null);
