// An authorization server for the checks: panva's oidc-provider, which signs everybody in as the login_hint or `ann`.
//
//   node provider.mjs PORT
//
// POST /check/rotate   puts new signing keys first; ?only drops the old ones
// POST /check/outage   ?on answers discovery and keys with 503, ?off no longer
// GET  /check/asked    how often the keys were asked for
import { createServer } from 'node:http';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { Provider, errors } from 'oidc-provider';

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const scopes = 'fleet:read fleet:write';

const signingKey = async () => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, alg: 'RS256', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
};

// Any rosmcp on loopback is a resource that tokens may be asked for.
const resourceServer = (_context, resource) => {
  if (!resource.startsWith('http://127.0.0.1:')) throw new errors.InvalidTarget();
  return { scope: scopes, audience: resource, accessTokenTTL: 300, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
};

const configuration = (keys) => ({
  jwks: { keys },
  clients: [
    {
      client_id: 'program',
      client_secret: 'a-secret-for-checks',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      scope: scopes,
    },
  ],
  scopes: ['openid', ...scopes.split(' ')],
  pkce: { required: () => true },
  cookies: { keys: ['for checks'] },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  ttl: { Interaction: 600, Session: 600, Grant: 600 },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    registration: { enabled: true },
    resourceIndicators: { enabled: true, useGrantedResource: () => true, getResourceServerInfo: resourceServer },
  },
});

// Keys are read when a provider is made, so a rotation makes another.
let keys = [await signingKey()];
let provider = new Provider(issuer, configuration(keys));
let outage = false;
let asked = 0;

const say = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

// Signs in and consents to everything, as a person would with a browser.
const interact = async (request, response) => {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    const login = { accountId: params.login_hint ?? 'ann' };
    return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  }
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  if (prompt.details.missingOIDCScope) grant.addOIDCScope(prompt.details.missingOIDCScope.join(' '));
  for (const [resource, missing] of Object.entries(prompt.details.missingResourceScopes ?? {})) {
    grant.addResourceScope(resource, missing.join(' '));
  }
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
};

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, issuer);
  if (pathname === '/check/rotate') {
    const fresh = await signingKey();
    keys = searchParams.has('only') ? [fresh] : [fresh, ...keys];
    provider = new Provider(issuer, configuration(keys));
    return say(response, 200, { keys: keys.length });
  }
  if (pathname === '/check/outage') {
    outage = searchParams.has('on');
    return say(response, 200, { outage });
  }
  if (pathname === '/check/asked') return say(response, 200, { asked });
  if (pathname === '/jwks') asked += 1;
  if (outage && (pathname === '/jwks' || pathname.startsWith('/.well-known/'))) return say(response, 503, { error: 'outage' });
  if (pathname.startsWith('/interaction/')) {
    return interact(request, response).catch((error) => say(response, 500, { error: String(error) }));
  }
  return provider.callback()(request, response);
}).listen(port, '127.0.0.1', () => console.log('listening'));
