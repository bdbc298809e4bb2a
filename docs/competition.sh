#!/bin/sh
# A whole competition through the API with nothing but curl: from the super admin's invitation to
# the CSV for spreadsheets. Every call must succeed, or the script says which one did not.
#
#   competition.sh BASE MAIL CSV
#
# BASE  where the site is, such as http://127.0.0.1:8000
# MAIL  the folder that mails are written to (EMAIL_BACKEND=…filebased.EmailBackend, EMAIL_FILE_PATH),
#       with the invitation that `manage.py bootstrap_super_admin` has sent
# CSV   the participants, with the columns display_name, group_name, gender and age
set -eu
api="$1/api"
mail="$2"
csv="$3"
body=$(mktemp)
trap 'rm -f "$body"' EXIT

# call STATUS METHOD PATH [more arguments of curl] – sends the token of whoever is signed in; the
# answer is in $body.
token=""
call() {
  expected="$1" method="$2" path="$3"
  shift 3
  status=$(curl --silent --show-error --output "$body" --write-out '%{http_code}' \
    --request "$method" ${token:+--header "Authorization: Bearer $token"} "$@" "$api$path")
  if [ "$status" != "$expected" ]; then
    echo "$method $path answered $status instead of $expected:" >&2
    cat "$body" >&2
    exit 1
  fi
  echo "$status $method $path"
}
json() { call "$1" "$2" "$3" --header "Content-Type: application/json" --data "$4"; }
text() { grep -o "\"$1\":\"[^\"]*\"" "$body" | sed -n "${2:-1}s/.*:\"\(.*\)\"/\1/p"; }
number() { grep -o "\"$1\":[0-9]*" "$body" | sed -n "${2:-1}s/.*://p"; }
newest_link() { ls -t "$mail"/* | head -n 1 | xargs cat | grep -o 'token=[A-Za-z0-9_-]*' | head -n 1; }

echo "- The super admin accepts the invitation and invites an organiser"
link=$(newest_link)
call 200 GET "/auth/validate-invitation?$link"
json 200 POST /auth/accept-invitation \
  "{\"token\":\"${link#token=}\",\"full_name\":\"Sára Nejvyšší\",\"password\":\"Sova-Hora-4071\"}"
token=$(text access_token)
super_admin="$token"
json 201 POST /admin/invitations '{"email":"adam@example.org","role":"ADMIN"}'
link=$(newest_link)

echo "- The organiser accepts, and imports the participants with a login for every group"
token=""
json 200 POST /auth/accept-invitation \
  "{\"token\":\"${link#token=}\",\"full_name\":\"Adam Pořadatel\",\"password\":\"Liska-Les-2026\"}"
json 200 POST /auth/login '{"email":"ADAM@example.org","password":"Liska-Les-2026"}'
token=$(text access_token)
refresh=$(text refresh_token)
call 200 GET /auth/me
call 200 POST /events/preview-csv --form "file=@$csv"
call 201 POST "/events/import?bootstrap=true" --form "event_name=Tábor 2026" --form "file=@$csv"
event=$(number event_id)
team_email=$(text email)
team_password=$(text password)

echo "- Categories, activities, and the start"
json 201 POST "/events/$event/age-categories" '{"name":"mladší","min_age":6,"max_age":11}'
json 201 POST "/events/$event/age-categories" '{"name":"starší","min_age":12,"max_age":18}'
json 201 POST /activities "{\"event_id\":$event,\"name\":\"Běh na 60 m\",\"evaluation_type\":\"TIME_LOW\"}"
run=$(number id)
json 201 POST /activities "{\"event_id\":$event,\"name\":\"Kvíz\",\"evaluation_type\":\"NUMERIC_HIGH\"}"
quiz=$(number id)
json 200 PATCH "/events/$event" '{"status":"ACTIVE"}'
organiser="$token"

echo "- A team enters its results"
token=""
json 200 POST /auth/login "{\"email\":\"$team_email\",\"password\":\"$team_password\"}"
token=$(text access_token)
call 200 GET /groups/my-groups
call 200 GET "/events/$event"
# The participants stand in the first group of the answer, after "participants".
people=$(grep -o '"participants":\[[^]]*' "$body" | grep -o '"id":[0-9]*' | sed 's/.*://')
first=$(echo "$people" | sed -n 1p)
second=$(echo "$people" | sed -n 2p)
json 201 POST /records "{\"activity_id\":$run,\"participant_id\":$first,\"value_raw\":\"9,81\"}"
json 201 POST /records "{\"activity_id\":$run,\"participant_id\":$first,\"value_raw\":\"9.80\"}"
json 201 POST /records/bulk "{\"activity_id\":$quiz,\"records\":[
  {\"participant_id\":$first,\"value_raw\":\"12\"},{\"participant_id\":$second,\"value_raw\":\"15\"}]}"
json 422 POST /records "{\"activity_id\":$run,\"participant_id\":$second,\"value_raw\":\"fast\"}"
call 200 GET "/activities/$run/records"

echo "- A volunteer registers, is approved as an evaluator, and scores a group as well"
token=""
json 201 POST /auth/register \
  '{"email":"vera@example.org","password":"Vydra-Voda-88","full_name":"Věra Pomocná"}'
volunteer=$(number id)
json 403 POST /auth/login '{"email":"vera@example.org","password":"Vydra-Voda-88"}'
token="$super_admin"
json 200 PATCH "/admin/users/$volunteer" '{"role":"EVALUATOR","is_active":true}'
token="$organiser"
json 201 POST "/events/$event/evaluators" "{\"user_id\":$volunteer}"
call 200 GET "/events/$event"
group=$(grep -o '"groups":\[{"id":[0-9]*' "$body" | grep -o '[0-9]*$')
json 201 POST "/groups/$group/evaluators" "{\"user_id\":$volunteer}"
token=""
json 200 POST /auth/login '{"email":"vera@example.org","password":"Vydra-Voda-88"}'
token=$(text access_token)
call 200 GET /groups/my-groups
json 201 POST /records "{\"activity_id\":$run,\"participant_id\":$second,\"value_raw\":\"10.4\"}"

echo "- Everybody sees the rankings; the organiser takes them home, with a diploma to print"
call 200 GET "/events/$event/leaderboard"
grep -q "Běh na 60 m" "$body"
token="$organiser"
call 200 GET "/events/$event/diplomas"
grep -q '"name":"Default"' "$body"
json 200 POST /auth/refresh "{\"refresh_token\":\"$refresh\"}"
token=$(text access_token)
refresh=$(text refresh_token)
call 200 GET "/admin/audit-logs?limit=5"
json 200 PATCH "/events/$event" '{"status":"ARCHIVED"}'
call 200 GET "/events/$event/export-csv"
grep '^1,Gold,' "$body"
json 204 POST /auth/logout "{\"refresh_token\":\"$refresh\"}"
