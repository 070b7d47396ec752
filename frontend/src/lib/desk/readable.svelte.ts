/** Codes, ids and plain numbers of a frozen thing as people say them. What nobody translated stays as it is. */
import { api, type Term, type Vocabularies } from '#lib/api/index.ts';
import { best, date, m, money, number, size, weight } from '#lib/i18n/index.ts';
import { countryName } from '#lib/organisation/countries.ts';
import { popupKind } from '#lib/organizer/words.ts';
import { clock } from '#lib/popups/words.ts';
import type { OrganisationKind, PopupKind } from '#lib/api/index.ts';
import { organisationKind, organisationKinds } from './words.ts';

let vocabularies = $state.raw<Vocabularies | null>(null);
const venues = $state<Record<string, string>>({});
let asked = false;

/** Called once by the page of a submission; until the answer is here the codes are shown. */
export async function haveVocabularies(): Promise<void> {
	if (asked) return;
	asked = true;
	try {
		vocabularies = await api.get('/vocabularies');
	} catch {
		asked = false;
	}
}

async function askVenue(id: string): Promise<void> {
	try {
		venues[id] = best((await api.get(`/venues/${id}`)).content.name);
	} catch {
		// The id remains.
	}
}

const term = (terms: Term[] | undefined, code: string) => {
	const found = terms?.find((one) => one.code === code);
	return found ? best(found.names) : code;
};

const said: Record<string, Record<string, () => string>> = {
	kind: {
		technique: m.challenge_kind_technique,
		material: m.challenge_kind_material,
		free: m.challenge_kind_free,
		none: m.brief_royalty_none,
		percent: m.brief_royalty_percent,
		tiers: m.brief_royalty_tiers,
		per_piece: m.brief_royalty_per_piece
	},
	rights: {
		creator_keeps: m.brief_rights_creator_keeps,
		shared_licence: m.brief_rights_shared_licence,
		company_acquires: m.brief_rights_company_acquires
	},
	payer: { company: m.desk_said_company, creator: m.desk_said_creator },
	basis: { sales_on_platform: m.desk_said_on_platform, reported_sales: m.desk_said_reported },
	statement: {
		quarterly: m.brief_statement_quarterly,
		half_yearly: m.brief_statement_half_yearly,
		yearly: m.brief_statement_yearly
	},
	languages: { sl: m.desk_lang_sl, en: m.desk_lang_en, de: m.desk_lang_de, it: m.desk_lang_it },
	origin: {
		own: m.listing_origin_own,
		challenge: m.listing_origin_challenge,
		heritage: m.listing_origin_heritage
	},
	channels: {
		online: m.listing_channel_online,
		popup: m.listing_channel_popup,
		pickup: m.listing_channel_pickup
	},
	withdrawal_exemption: {
		none: m.listing_withdrawal_none,
		made_to_order_personalised: m.listing_withdrawal_personalised,
		perishable: m.listing_withdrawal_perishable,
		hygiene: m.listing_withdrawal_hygiene,
		audio_software: m.listing_withdrawal_audio
	},
	legal_kind: {
		individual_odd: m.legal_individual_odd,
		sole_trader: m.legal_sole_trader,
		company: m.legal_company,
		cooperative: m.legal_cooperative,
		society: m.legal_society,
		institute: m.legal_institute,
		public_body: m.legal_public_body
	},
	vat_status: { exempt: m.legal_vat_exempt, registered: m.legal_vat_registered },
	fiscal_mode: {
		own_certificate: m.legal_fiscal_own_certificate,
		operator_on_behalf: m.legal_fiscal_operator_on_behalf,
		bound_book: m.legal_fiscal_bound_book,
		not_liable: m.legal_fiscal_not_liable,
		noncash_only: m.legal_fiscal_noncash_only
	}
};

/** `21:00 · 2026-12-11 · 16:00`, as the frozen record lists its parts by name, is said as day, hours, note. */
function opening(text: string): string {
	const parts = text.split(' · ');
	const day = parts.find((part) => /^\d{4}-\d\d-\d\d$/.test(part));
	const [closes, opens] = parts.filter((part) => /^\d\d:\d\d$/.test(part));
	if (!day || !opens || !closes) return text;
	const notes = parts.filter((part) => part !== day && !/^\d\d:\d\d$/.test(part));
	return [date(day, 'day'), `${clock(opens)}–${clock(closes)}`, ...notes].join(', ');
}

/** Prices inside a text, as the language writes them. */
const priced = (text: string) =>
	text.replace(/\b(\d+)[.,](\d\d) EUR\b/g, (_, euros: string, cents: string) =>
		money({ amount: Number(euros) * 100 + Number(cents), currency: 'EUR' })
	);

/** One value of a field by the field's code: `category` and `kitchen` make "for the kitchen". */
export function readable(label: string, text: string): string {
	const parts = label.split('.');
	const field = parts.at(-1) ?? label;
	const amount = Number(text);
	const counted = text !== '' && Number.isFinite(amount);
	switch (field) {
		case 'category':
			return term(vocabularies?.categories, text);
		case 'techniques':
			return term(vocabularies?.techniques, text);
		case 'town':
			return term(vocabularies?.towns, text);
		case 'care':
			return term(vocabularies?.care, text);
		case 'materials': {
			const [code = '', ...rest] = text.split(' ');
			return [term(vocabularies?.materials, code), ...rest].join(' ');
		}
		case 'country':
		case 'residence_country':
			return /^[A-Z]{2}$/.test(text) ? countryName(text) : text;
		case 'kind':
			if (text in organisationKinds) return organisationKind(text as OrganisationKind);
			return /^(popup|festival|workshop_day|career_day|shop_window_route)$/.test(text)
				? popupKind(text as PopupKind)
				: (said['kind']?.[text]?.() ?? text);
		case 'bp':
			return counted ? `${number(amount / 100, 2)}\u00a0%` : text;
		case 'venue_ids':
			if (text.startsWith('ven_') && !(text in venues)) queueMicrotask(() => void askVenue(text));
			return venues[text] ?? text;
		case 'weight_g':
			return counted ? weight(amount) : text;
		case 'length':
		case 'width':
		case 'height':
			return counted && parts.at(-2) === 'dimensions_mm' ? size(amount) : text;
		case 'vat_rate_bp':
			return counted ? `${number(amount / 100, 1)}\u00a0%` : text;
		case 'days':
			return opening(text);
		case 'announce_at':
		case 'self_certification_at':
		case 'invoice_mandate_at':
		case 'terms_at':
			return date(text, 'full');
		default:
			return said[field]?.[text]?.() ?? priced(text);
	}
}
