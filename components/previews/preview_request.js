// Runs on every request of the previews: who may see them, and which one a request is for.
const crypto = require('crypto');
const PLACE = /^\/\.previews\/([a-z0-9-]{1,40})(\/.*)?$/;
const COOKIE = '__Host-preview';

function handler(event) {
  const request = event.request;
  if (CONFIG.password && !isAllowed(request)) {
    return text(401, 'Unauthorized', 'A password is needed.', {
      'www-authenticate': { value: 'Basic realm="Previews", charset="UTF-8"' },
    });
  }
  const chosen = CONFIG.domain ? null : PLACE.exec(request.uri);
  if (chosen) {
    return choose(chosen[1], chosen[2] || '/', request.querystring);
  }
  const name = CONFIG.domain ? labelOf(request) : cookieOf(request);
  if (!name) {
    return text(404, 'Not Found', 'There is no preview here. Open the link in the comment on the pull request.', {});
  }
  const found = answer(request);
  if (found.statusCode) {
    found.headers['cache-control'] = { value: 'no-store' };
    return found;
  }
  found.uri = `/.previews/${name}${found.uri}`;
  return found;
}

// The whole header is compared, by digests, whose equal beginnings tell nothing of the password.
function isAllowed(request) {
  const sent = request.headers.authorization ? request.headers.authorization.value : '';
  const digest = crypto.createHmac('sha256', CONFIG.password.salt).update(sent).digest('hex');
  let difference = digest.length ^ CONFIG.password.digest.length;
  for (let i = 0; i < digest.length; i++) {
    difference |= digest.charCodeAt(i) ^ CONFIG.password.digest.charCodeAt(i);
  }
  return difference === 0;
}

// A cookie that no script can read or set chooses the preview, so that it is at the root of its host like the site.
function choose(name, path, querystring) {
  const found = redirect(302, rooted(path), querystring);
  found.headers['cache-control'] = { value: 'no-store' };
  found.cookies = {};
  found.cookies[COOKIE] = { value: name, attributes: 'Path=/; Secure; HttpOnly; SameSite=Lax' };
  return found;
}

function cookieOf(request) {
  const value = request.cookies[COOKIE] ? request.cookies[COOKIE].value : '';
  return /^[a-z0-9-]{1,40}$/.test(value) ? value : '';
}

function labelOf(request) {
  const host = hostOf(request);
  const name = host.slice(0, host.indexOf('.'));
  return host === `${name}.${CONFIG.domain}` && /^[a-z0-9-]{1,40}$/.test(name) ? name : '';
}

function text(status, description, body, headers) {
  const all = {
    'cache-control': { value: 'no-store' },
    'content-type': { value: 'text/plain; charset=utf-8' },
    'x-content-type-options': { value: 'nosniff' },
    'x-robots-tag': { value: 'noindex, nofollow' },
  };
  return {
    statusCode: status,
    statusDescription: description,
    headers: Object.assign(all, headers),
    body: { encoding: 'text', data: body },
  };
}
