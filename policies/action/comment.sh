#!/usr/bin/env bash
# Puts the report into a comment of the pull request: one for each stack, which is updated from then on. Needs gh.
#
#   GH_TOKEN           a token that may comment
#   GITHUB_REPOSITORY  owner/name
#   PULL_REQUEST       its number
#   STACK, REPORTS     as of judge.sh
set -euo pipefail

mark="<!-- secure-site policies: $(printf '%s' "$STACK" | tr -cd '[:alnum:]._-') -->"
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
body="$REPORTS/comment.md"
# GitHub takes 65,536 characters, which the report keeps to; the mark needs some of them.
python3 -c 'import sys; print(sys.argv[1], open(sys.argv[2], encoding="utf-8").read()[:65_300], sep="\n")' \
  "$mark" "$REPORTS/report.md" > "$body"

known="$(MARK="$mark" gh api --paginate "$comments" \
  --jq '.[] | select(.user.type == "Bot" and (.body | startswith(env.MARK))) | .id' | head -n 1)"
if [[ -n "$known" ]]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" --field "body=@$body" > /dev/null
else
  gh api --method POST "$comments" --field "body=@$body" > /dev/null
fi
