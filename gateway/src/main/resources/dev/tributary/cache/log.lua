-- The log of invalidations that gateways share.
--
-- KEYS[1]  a hash: the log's name (epoch), the last number (last), and below which all are forgotten
--          (floor)
-- KEYS[2]  a sorted set: tags by the number of their last invalidation
-- ARGV     "read", a name for a new log, the name of the log that the reader knows, the last number
--          that it knows of it, how many tags it takes at most;
--          or "append", a name for a new log, how many tags are kept at most, then tags
-- Returns  of "read": the log's name, its floor, then tags and their numbers, in order, from the
--          reader's last or, if it knows another log, from the beginning; of "append": the name

local epoch = redis.call('HGET', KEYS[1], 'epoch')
local last = tonumber(redis.call('HGET', KEYS[1], 'last') or '0')
local top = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')

-- The last number stands in both. Where it does not, one of them was lost, and nobody knows what
-- else: a new log begins, and nothing that was kept before holds.
if not epoch or last ~= tonumber(top[2] or '0') then
  redis.call('DEL', KEYS[1], KEYS[2])
  epoch = ARGV[2]
  last = 0
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'last', '0', 'floor', '0')
end

local function text(number)
  return string.format('%.0f', number)
end

if ARGV[1] == 'read' then
  local since = ARGV[3] == epoch and ARGV[4] or '0'
  local page = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. since, '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[5])
  local reply = {epoch, redis.call('HGET', KEYS[1], 'floor')}
  for i = 1, #page, 2 do
    reply[#reply + 1] = page[i]
    reply[#reply + 1] = text(tonumber(page[i + 1]))
  end
  return reply
end

for i = 4, #ARGV do
  last = last + 1
  redis.call('ZADD', KEYS[2], text(last), ARGV[i])
end
redis.call('HSET', KEYS[1], 'last', text(last))

local most = tonumber(ARGV[3])
local held = redis.call('ZCARD', KEYS[2])
if held > most then
  local over = held - math.floor(most / 2)
  local forgotten = redis.call('ZRANGE', KEYS[2], over - 1, over - 1, 'WITHSCORES')
  redis.call('HSET', KEYS[1], 'floor', text(tonumber(forgotten[2])))
  redis.call('ZREMRANGEBYRANK', KEYS[2], 0, over - 1)
end
return {epoch}
