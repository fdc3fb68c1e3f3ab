/** What a code means, and what to do. The words are this program's. */
import type { FoundMail } from '../../search-schemas';
import { toShownText } from '../shown-text';

export type Advice = NonNullable<FoundMail['advice']>;

const SIDES: Readonly<Record<Advice['fault'], string>> = {
  sender: "the sender's side",
  recipient: "the recipient's side",
  provider: "the provider's side",
  SES: "SES's side",
  unknown: 'unknown side',
};

export function AdviceView({ advice: { code, meaning, fault, nextStep } }: { readonly advice: Advice }) {
  return (
    <p class="note">
      <b>{toShownText(code)}</b>, {SIDES[fault]}: {toShownText(meaning)} {toShownText(nextStep)}
    </p>
  );
}
