/** The OpenAPI document that the API serves. `openapi.json` is a copy for other tools, and a test compares the two. */
import { ROUTES } from '../../lambda/message-insights/contract';
import { PROBLEMS } from '../../lambda/message-insights/problem';
import { HEADERS, headers, json, PARAMETERS, ref, SCHEMAS } from './components';
import { BREAKDOWN_EXAMPLES, RECIPIENT_EXAMPLE, SEARCH_EXAMPLES } from './examples';
import { ERROR_RESPONSES, errorsOf, WITHOUT_PATH } from './problem-responses';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
}

function lookUp(operation: Operation) {
  return {
    get: {
      ...operation,
      tags: ['insights'],
      parameters: [ref('parameters', 'messageId'), ref('parameters', 'cacheControl')],
      responses: {
        200: {
          description: 'The history of the message.',
          headers: headers('Age'),
          content: json(ref('schemas', 'MessageInsights')),
        },
        ...errorsOf('LookUp'),
      },
    },
  };
}

/** Returns the description of a body. */
function bodyOf(
  schema: string,
  examples: Readonly<Record<string, { readonly summary: string; readonly value: object }>>,
) {
  return {
    required: true,
    content: { 'application/json': { schema: ref('schemas', schema), examples } },
  };
}

interface StartOperation extends Operation {
  readonly body: ReturnType<typeof bodyOf>;
  readonly tag: string;
}

/** A path that starts an export job of SES. */
function start({ body, tag, ...operation }: StartOperation) {
  return {
    post: {
      ...operation,
      tags: [tag],
      requestBody: body,
      responses: {
        202: {
          description:
            'SES works on the job. Get the result from the path in `Location`, after the seconds in `Retry-After`.',
          headers: headers('Location', 'Retry-After'),
          content: json(ref('schemas', 'StartedSearch')),
        },
        ...errorsOf('Start'),
      },
    },
  };
}

interface ResultOperation extends Operation {
  readonly parameters: readonly (keyof typeof PARAMETERS)[];
  readonly schema: string;
  readonly tag: string;
}

/** A path that returns the result of an export job. */
function result({ parameters, schema, tag, ...operation }: ResultOperation) {
  return {
    get: {
      ...operation,
      tags: [tag],
      parameters: parameters.map((name) => ref('parameters', name)),
      responses: {
        200: {
          description: 'The state, and the result after SES has finished. While SES works, `Retry-After` is set.',
          headers: headers('Retry-After'),
          content: json(ref('schemas', schema)),
        },
        ...errorsOf('Result'),
      },
    },
  };
}

const pathOf = (route: string) => route.replace(/^[A-Z]+ /, '');

export const openapi = {
  openapi: '3.1.0',
  info: {
    title: 'ses-metrics-exporter message insights',
    version: '1.0.0',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    description: `Returns what happened to mail sent through Amazon SES, and why: for one message, for one person, or for all mail that matches a search. All look-ups of an account and Region share the one call a second that SES allows. Every problem is \`application/problem+json\` (RFC 9457), and its \`type\` names its kind. Responses of API Gateway itself are \`application/json\` with a \`message\`. If the caller has permission for more than the listed paths, the API answers other paths and methods with ${WITHOUT_PATH.map((kind) => `\`${kind}\` (${PROBLEMS[kind].status})`).join(' and ')}. API Gateway answers other callers with 403.`,
  },
  servers: [{ url: '/', description: 'The API that serves this document.' }],
  security: [{ sigv4: [] }, { jwt: [] }],
  tags: [
    { name: 'insights', description: 'Look up messages.' },
    { name: 'recipients', description: 'Explain why one person gets no mail.' },
    { name: 'searches', description: 'Find mail without its ID. Needs a permission of its own.' },
    { name: 'breakdowns', description: 'Break daily numbers down by one property.' },
    { name: 'document', description: 'This document.' },
  ],
  paths: {
    [pathOf(ROUTES.masked)]: lookUp({
      operationId: 'getMessageInsights',
      summary: 'Look up a message without personal data',
      description:
        'Addresses are masked (`a***@example.com`), and the subject is null. Text of mail servers keeps codes, hosts, IP addresses, links without their values, and words from the vocabulary of mail servers; `***` replaces everything else. The response may come from a cache, and `Age` is its age. With `Cache-Control: no-cache`, the API calls SES again.',
    }),
    [pathOf(ROUTES.unmasked)]: lookUp({
      operationId: 'getUnmaskedMessageInsights',
      summary: 'Look up a message with personal data',
      description:
        'Returns the message as SES reports it. This path needs its own permission, and the API logs the caller of every use. The response never comes from a cache. With JWT authorization, this path exists only if the configuration has a separate scope for it.',
    }),
    [pathOf(ROUTES.recipient)]: {
      post: {
        operationId: 'explainRecipient',
        summary: 'Explain why one person gets no mail',
        description:
          'Looks the address up on the account\'s suppression list, as given and in lower case. Shows the message that put it there, without personal data of others. With Virtual Deliverability Manager, it also starts a search for the mail of the last days to the address. The address is in the body, so that no access log has it. If SES does not respond, the answer says which part is unknown. Unknown never means "no".',
        tags: ['recipients'],
        requestBody: bodyOf('RecipientRequest', RECIPIENT_EXAMPLE),
        responses: {
          200: {
            description: 'What is known about mail to the address.',
            headers: headers(),
            content: json(ref('schemas', 'Recipient')),
          },
          ...errorsOf('Recipient'),
        },
      },
    },
    [pathOf(ROUTES.startSearch)]: start({
      operationId: 'startSearch',
      summary: 'Start a search without personal data',
      description:
        'Starts an export job of SES. With `preset`, the result counts bounces or complaints, and has no rows. The same search of the same caller within a minute is one job. `to` is one whole address, or `*@` and a domain, and a whole address does not combine with `subject` or with a wildcard in `from`. A search with a wildcard that finds fewer than five recipients shows nothing.',
      tag: 'searches',
      body: bodyOf('SearchRequest', SEARCH_EXAMPLES),
    }),
    [pathOf(ROUTES.search)]: result({
      operationId: 'getSearch',
      summary: 'Get the state or the result of a search',
      description:
        'A sender, subject or reason that at least five recipients of the result share is shown, unless it contains the name of one of them. Everything else is masked, except for the whole address that the caller searched for.',
      tag: 'searches',
      parameters: ['searchId', 'page'],
      schema: 'Search',
    }),
    [pathOf(ROUTES.startUnmaskedSearch)]: start({
      operationId: 'startUnmaskedSearch',
      summary: 'Start a search with personal data',
      description:
        'Allows every combination of filters, but no `preset`. This path needs its own permission, and the API logs the caller of every use. With JWT authorization, this path exists only if the configuration has a separate scope for it.',
      tag: 'searches',
      body: bodyOf('SearchRequest', { mailing: SEARCH_EXAMPLES.mailing }),
    }),
    [pathOf(ROUTES.unmaskedSearch)]: result({
      operationId: 'getUnmaskedSearch',
      summary: 'Get the state or the result of a search with personal data',
      description:
        'Returns the rows as SES reports them. This path needs its own permission, and the API logs the caller of every use.',
      tag: 'searches',
      parameters: ['searchId', 'page'],
      schema: 'Search',
    }),
    [pathOf(ROUTES.startBreakdown)]: start({
      operationId: 'startBreakdown',
      summary: 'Start a breakdown of daily numbers',
      description:
        'Compares providers, identities, configuration sets or tenants over whole days (UTC) before today. If SES refuses an export of all values, the result has the first 100 names that SES lists.',
      tag: 'breakdowns',
      body: bodyOf('BreakdownRequest', BREAKDOWN_EXAMPLES),
    }),
    [pathOf(ROUTES.breakdown)]: result({
      operationId: 'getBreakdown',
      summary: 'Get the state or the result of a breakdown',
      description:
        "Every rate comes with its volume. `rest` is the mail that no row has, such as mail to a provider that SES does not name, or mail without a configuration set. Addresses are masked. SES leaves out mail to several recipients, mail to its mailbox simulator, and bounces due to the account's suppression list.",
      tag: 'breakdowns',
      parameters: ['breakdownId'],
      schema: 'Breakdown',
    }),
    [pathOf(ROUTES.openapi)]: {
      get: {
        operationId: 'getOpenApi',
        summary: 'Get this document',
        description: 'Needs the same authorization as every path.',
        tags: ['document'],
        responses: {
          200: {
            description: 'This document.',
            headers: headers(),
            content: json({
              type: 'object',
              required: ['openapi', 'info', 'paths'],
              properties: { openapi: { type: 'string' }, info: { type: 'object' }, paths: { type: 'object' } },
            }),
          },
          ...errorsOf('Document'),
        },
      },
    },
  },
  components: {
    securitySchemes: {
      sigv4: {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        description: 'The default: AWS Signature Version 4 for the service `execute-api`.',
      },
      jwt: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'A token with the configured scope, if the API is configured with an issuer.',
      },
    },
    parameters: PARAMETERS,
    headers: HEADERS,
    responses: ERROR_RESPONSES,
    schemas: SCHEMAS,
  },
};
