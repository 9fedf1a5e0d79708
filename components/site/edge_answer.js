// What both functions need to answer with a redirect. It stands before each of them.
const REASONS = {
  '301': 'Moved Permanently',
  '302': 'Found',
  '303': 'See Other',
  '307': 'Temporary Redirect',
  '308': 'Permanent Redirect',
};

// A target keeps its own query string; without one it gets the viewer's, in front of its fragment.
function withQuery(location, querystring) {
  const query = queryOf(querystring);
  if (!query || location.includes('?')) {
    return location;
  }
  const at = location.indexOf('#');
  return at < 0 ? `${location}?${query}` : `${location.slice(0, at)}?${query}${location.slice(at)}`;
}

// Names and values are still percent-encoded, as the viewer sent them.
function queryOf(querystring) {
  const pairs = [];
  Object.keys(querystring).forEach((name) => {
    const found = querystring[name];
    (found.multiValue || [found]).forEach((one) => {
      pairs.push(one.value === '' ? name : `${name}=${one.value}`);
    });
  });
  return pairs.join('&');
}
