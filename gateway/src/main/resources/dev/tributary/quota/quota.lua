-- Takes units of all limits of a client or of none, or settles what it took: what Gcra does, by this
-- server's clock. Numbers stay below 2^53, which Limit sees to.
--
-- KEYS[1]  the client's account: for each limit its arrival time in ticks, the fraction of a tick in
--          1/quota, and all ticks ever refunded
-- ARGV     "reserve", then for each limit: quota, ticks of a period, capacity, microseconds of a tick,
--          units; or "settle", then the same, and: actual units, where the units end, what had been
--          refunded before
-- Returns  of "reserve": microseconds to wait (0 admitted, -1 never), the limit that refuses, then for
--          each limit: what is owed, where the units end, what has been refunded

local time = redis.call('TIME')
local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
local reserves = ARGV[1] == 'reserve'
local width = reserves and 5 or 8
local count = (#ARGV - 1) / width

local cells = {}
local packed = redis.call('GET', KEYS[1])
if packed then
  for number in string.gmatch(packed, '%-?%d+') do
    cells[#cells + 1] = tonumber(number)
  end
end
for i = #cells + 1, count * 3 do
  cells[i] = 0
end

local function argument(i, n)
  return tonumber(ARGV[1 + (i - 1) * width + n])
end

local function divide(a, b)
  local q = math.floor(a / b)
  local r = a - q * b
  if r < 0 then
    return q - 1, r + b
  elseif r >= b then
    return q + 1, r - b
  end
  return q, r
end

local function ceil(a, b)
  local q, r = divide(a, b)
  return r > 0 and q + 1 or q
end

local limits = {}
for i = 1, count do
  local limit = {
    quota = argument(i, 1), period = argument(i, 2), capacity = argument(i, 3),
    tick = argument(i, 4), units = argument(i, 5)
  }
  limit.now = math.floor(micros / limit.tick)
  local at = (i - 1) * 3
  local ahead = cells[at + 1] - limit.now
  limit.debt = ahead < 0 and 0 or ahead * limit.quota + cells[at + 2]
  limits[i] = limit
end

local function owe(i, debt)
  local limit = limits[i]
  local ticks, fraction = divide(debt, limit.quota)
  cells[(i - 1) * 3 + 1] = limit.now + ticks
  cells[(i - 1) * 3 + 2] = fraction
  limit.debt = debt
end

local function keep()
  local longest = 0
  local text = {}
  for i = 1, count do
    local limit = limits[i]
    longest = math.max(longest, ceil(limit.debt, limit.quota) * limit.tick)
    for n = 1, 3 do
      text[#text + 1] = string.format('%.0f', cells[(i - 1) * 3 + n])
    end
  end
  -- A minute more, so that requests that still run settle with what they took from.
  redis.call('SET', KEYS[1], table.concat(text, ' '), 'PX',
    string.format('%.0f', math.ceil(longest / 1000) + 60000))
end

if not reserves then
  for i = 1, count do
    local limit = limits[i]
    local taken, actual = limit.units, argument(i, 6)
    local at = (i - 1) * 3
    if taken > 0 and actual < taken and cells[at + 3] >= argument(i, 8) then
      local whole = divide((taken - actual) * limit.period, limit.quota)
      local ends = argument(i, 7) - (cells[at + 3] - argument(i, 8))
      local refund = math.max(0, math.min(whole, ends - limit.now))
      cells[at + 1] = cells[at + 1] - refund
      cells[at + 3] = cells[at + 3] + refund
      limit.debt = math.max(0, limit.debt - refund * limit.quota)
    elseif taken > 0 and actual > taken then
      local more = math.min(actual - taken, 50000000) * limit.period
      owe(i, math.max(limit.debt, math.min(limit.debt + more, 2 * limit.capacity)))
    end
  end
  keep()
  return 0
end

local longest, refusing = 0, 0
for i = 1, count do
  local limit = limits[i]
  if limit.units * limit.period > limit.capacity then
    longest, refusing = -1, i - 1
    break
  end
  local over = limit.debt + limit.units * limit.period - limit.capacity
  if limit.units > 0 and over > 0 then
    local wait = ceil(over, limit.quota) * limit.tick
    if wait > longest then
      longest, refusing = wait, i - 1
    end
  end
end

if longest == 0 then
  for i = 1, count do
    if limits[i].units > 0 then
      owe(i, limits[i].debt + limits[i].units * limits[i].period)
    end
  end
  keep()
end

local reply = { longest, refusing }
for i = 1, count do
  reply[#reply + 1] = limits[i].debt
  reply[#reply + 1] = cells[(i - 1) * 3 + 1]
  reply[#reply + 1] = cells[(i - 1) * 3 + 3]
end
return reply
