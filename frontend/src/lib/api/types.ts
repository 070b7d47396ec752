/** The shapes the API speaks, by the names of its schemas: generated, see openapi-ts.config.ts. */
import type {
	CancelOrder,
	DeclarationView,
	EditOnboarding as SentOnboarding,
	EditOrganisation as SentOrganisation,
	FieldError,
	ListingCheck,
	ListingDraftStatus,
	PriceChangeView,
	VocabulariesView
} from './generated/types.gen.ts';

export type * from './generated/types.gen.ts';

/** A piece of a list; `next` asks for the following one. */
export interface Page<T> {
	items: T[];
	next: string | null;
}
export type Missing = FieldError;
export type Check = ListingCheck;
export type DraftStatus = ListingDraftStatus;
export type Cancel = CancelOrder;
export type Vocabularies = VocabulariesView;
export type PriceChange = PriceChangeView;
/** The key of a declaration is `DeclarationView['key']`; pages mean the whole. */
export type Declaration = DeclarationView;
export type OnboardingFields = Omit<
	Required<SentOnboarding>,
	'self_certification_version' | 'invoice_mandate_version' | 'terms_version'
>;
/** Pages send them whole. */
export type EditOnboarding = SentOnboarding & Required<Pick<SentOnboarding, 'tax_details'>>;
export type EditOrganisation = Required<SentOrganisation>;
