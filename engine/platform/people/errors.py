"""Why somebody cannot sign in or register."""

from engine.platform.errors import AppError


class WrongCode(AppError):
    code, status = "wrong_code", 422
    message = "验证码不正确，请对照短信重新输入。"


class CodeExpired(AppError):
    code, status = "code_expired", 422
    message = "验证码已失效，请重新获取。"


class WrongPassword(AppError):
    code, status = "wrong_password", 422
    message = "账号或密码不正确。"


class Locked(AppError):
    code, status = "locked", 423
    message = "从您的网络连续输错次数过多，请在 {minutes} 分钟后再试。本人从其他网络登录不受影响。"


class Guessed(Locked):
    message = "连续输错密码次数过多，已锁定，请在 {minutes} 分钟后再试。"


class WrongCredentials(AppError):
    """One answer for a number nobody has, a wrong password and a wrong code: it does not tell who is registered."""

    code, status = "wrong_credentials", 422
    message = "号码与密码（或登录码）不匹配，或者尚未设置密码。"


class BadPassword(AppError):
    code, status = "bad_password", 422
    message = "{why}。"


class NotFresh(AppError):
    code, status = "not_fresh", 409
    message = "首次设置密码，须在用验证码登录后 15 分钟内完成。请退出后用验证码重新登录。"


class PhoneTaken(AppError):
    code, status = "phone_taken", 409
    message = "这个手机号码已有账户，不能再用。请换一个号码，或携带身份证到报名机构办理。"


class SamePhone(AppError):
    code, status = "same_phone", 422
    message = "新号码与现在的号码相同。"


class ProofExpired(AppError):
    code, status = "proof_expired", 409
    message = "核验已过期，请从原手机号码的验证码重新开始。"


class WrongPhone(AppError):
    code, status = "wrong_phone", 422
    message = "请输入 11 位手机号码。"


class TooManyFromHere(AppError):
    code, status = "too_many_from_here", 429
    message = "从您的网络获取验证码的次数太多，请 1 小时后再试，或改用密码、窗口登录码登录。"


class AlreadyRegistered(AppError):
    code, status = "already_registered", 409
    message = "这个账号名已被使用，请换一个。"


class SignedOut(AppError):
    code, status = "signed_out", 401
    message = "登录已失效，请重新登录。您已填写的内容会保留。"
