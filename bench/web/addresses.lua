-- wrk: asks for the addresses of a file, one after the other, from a place of its own in each thread.
-- wrk ... -s bench/web/addresses.lua URL -- FILE [gzip]
local requests = {}
local at = 0

function init(args)
  local headers = { ["Accept"] = "text/html" }
  if args[2] == "gzip" then headers["Accept-Encoding"] = "gzip" end
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format(
    "figures %d %d %.0f %.0f %.0f %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99),
    e.status, e.connect + e.read + e.write + e.timeout))
end
