// Finds the object for a request, or the redirect that answers it, without any look-up.
// publish/folder/addresses.py has the same rule in Python.
const CONFIG = __CONFIG__;
const FILE = new RegExp(`\\.(?:${CONFIG.suffixes})$`, 'i');

function answer(request) {
  if (CONFIG.redirectFrom && hostOf(request) === CONFIG.redirectFrom) {
    return redirect(301, `https://${CONFIG.canonicalHost}${rooted(request.uri)}`, request.querystring);
  }
  // S3 reads a "+" in a path as a space.
  const uri = request.uri.replace(/\+/g, '%2B');
  const moved = movedTo(uri);
  if (moved) {
    return redirect(moved.status, moved.location, request.querystring);
  }
  request.uri = keyOf(uri);
  return request;
}

function keyOf(uri) {
  // A well-known name means a file exactly as it is written (RFC 8615).
  if (uri.startsWith('/.well-known/') || FILE.test(uri)) {
    return uri;
  }
  if (CONFIG.singlePage && !isPrerendered(uri)) {
    return `/${CONFIG.indexDocument}`;
  }
  return uri.endsWith('/') ? uri + CONFIG.indexDocument : `${uri}.html`;
}

function isPrerendered(path) {
  return CONFIG.prerendered.some((pattern) => splatOf(pattern, path) !== null);
}

// CloudFront may put the index document in place of "/" before it calls this function.
function movedTo(uri) {
  const path = uri === `/${CONFIG.indexDocument}` ? '/' : uri;
  for (let i = 0; i < CONFIG.redirects.length; i++) {
    const rule = CONFIG.redirects[i];
    const splat = splatOf(rule[0], path);
    if (splat !== null) {
      const location = rule[1].split(':splat').join(splat);
      return { status: rule[2], location: location.startsWith('/') ? rooted(location) : location };
    }
  }
  return null;
}

// What the "*" at the end of a pattern stands for, "" if the pattern has none, null if it does not match.
function splatOf(pattern, path) {
  if (!pattern.endsWith('/*')) {
    return path === pattern ? '' : null;
  }
  const folder = pattern.slice(0, -1);
  if (`${path}/` === folder) {
    return '';
  }
  return path.startsWith(folder) ? path.slice(folder.length) : null;
}

function hostOf(request) {
  const host = request.headers.host ? request.headers.host.value : '';
  return host.toLowerCase().split(':')[0];
}

// A browser takes a Location that begins with "//" or "/\" for another host, and drops tabs and line breaks before it
// looks: exactly one slash may lead.
function rooted(uri) {
  return `/${uri.replace(/^[/\\\s]+/, '')}`;
}

// Browsers keep a permanent redirect without an end if nothing tells them to ask again.
function redirect(status, location, querystring) {
  return {
    statusCode: status,
    statusDescription: REASONS[status],
    headers: {
      'cache-control': { value: 'public, max-age=0, must-revalidate' },
      location: { value: withQuery(location, querystring) },
    },
  };
}
